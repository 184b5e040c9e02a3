"""``kill -9`` at any node: the run goes on there, in another process, and nothing is done twice."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.errors import UsageError
from agent.frontends import review
from agent.frontends.runs import open_runs
from agent.frontends.status import Status
from agent.settings import Settings
from tests.fakes.cli import ROOT
from tests.fakes.doomed import watched
from tests.fakes.repository import git, make_repository, request_for, tools_for

STORE = ("put", "put_writes")
FLOW = ["gather", "retrieve", "plan", "propose", "validate", "merge"]


@pytest.mark.parametrize("place", [*FLOW, "waiting", "commit made", "branch moved"])
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, place: str) -> None:
    repository, work = make_repository(tmp_path / "content"), tmp_path / "work"
    work.mkdir()
    killed = subprocess.run(
        [sys.executable, "-m", "tests.fakes.doomed", str(repository), str(work), place],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(work)},  # what it leaves behind
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    tools = watched(repository, work)
    with open_runs(Settings(state=work / "state", cache=work / "cache")) as runs:
        run = runs.get("run1")
        assert run.status is (Status.AWAITING if place == "waiting" else Status.UNFINISHED)
        if run.status is Status.UNFINISHED:
            run = runs.resume(run, tools, lambda _: None)
        if run.status is Status.AWAITING:
            run = runs.answer(run, review.approve(run, ()), tools, lambda _: None)
    assert run.status is Status.MERGED
    assert git(repository, "log", "--format=%s").splitlines() == ["Install ardour", "As it is"]
    assert run.state["receipt"].commit == git(repository, "rev-parse", "HEAD")
    assert git(repository, "status", "--porcelain") == ""
    again = "merge" if place in {"commit made", "branch moved"} else place
    expected = [node for step in FLOW for node in ([step, step] if step == again else [step])]
    assert (work / "calls").read_text().split() == expected


def test_the_store_may_be_left_at_any_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on disk after each write of the store, in turn, is what a kill there leaves: every one can be taken up."""
    live, left, one_at_a_time = tmp_path / "live", [], threading.Lock()
    repository = make_repository(live / "content")
    settings = Settings(state=live / "state", cache=live / "cache")

    def keeping(write: Callable[..., Any]) -> Callable[..., Any]:
        def kept(saver: SqliteSaver, *arguments: Any) -> Any:
            with one_at_a_time:
                done = write(saver, *arguments)
                left.append(tmp_path / f"left {len(left)}")
                shutil.copytree(live, left[-1])
                with closing(sqlite3.connect(left[-1] / "state/runs.sqlite")) as copy:
                    saver.conn.backup(copy)
                return done

        return kept

    with monkeypatch.context() as patched:
        for name in STORE:
            patched.setattr(SqliteSaver, name, keeping(getattr(SqliteSaver, name)))
        finish(settings, repository, begin=True)
    assert len(left) > 2 * len(FLOW)
    begun = 0
    for folder in left:
        shutil.rmtree(live)
        folder.rename(live)
        with open_runs(settings) as runs:
            known = len(runs.all())
        begun += known
        if known:
            finish(settings, repository)
        else:
            with open_runs(settings) as runs, pytest.raises(UsageError, match="before it began"):
                runs.get("run1")
        assert git(repository, "rev-list", "--count", "HEAD") == str(1 + known)
        assert git(repository, "status", "--porcelain") == ""
    assert begun >= len(left) - 1


def finish(settings: Settings, repository: Path, *, begin: bool = False) -> None:
    """Bring a run to its end from wherever it is; a finished one stays as it is."""
    tools = tools_for(repository, repository.parent)
    with open_runs(settings) as runs:
        run = runs.start(request_for(repository), tools, lambda _: None) if begin else runs.get("run1")
        if run.status is Status.UNFINISHED:
            run = runs.resume(run, tools, lambda _: None)
        if run.status is Status.AWAITING:
            run = runs.answer(run, review.approve(run, ()), tools, lambda _: None)
    assert run.status is Status.MERGED
