"""Answers to waiting runs: given in this process where one is enough, by two processes where they compete."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.errors import UsageError
from agent.frontends.answer import approve_run, reject_run, resume_run
from agent.frontends.runs import open_runs
from agent.frontends.status import Status
from agent.settings import Settings
from tests.fakes.cli import TASKS, Cli, finish
from tests.fakes.ports import FakeValidator
from tests.fakes.repository import git


def status(settings: Settings, run_id: str) -> Status:
    with open_runs(settings) as runs:
        return runs.get(run_id).status


def test_approved_is_merged(
    playbooks: Path, settings: Settings, wait: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    wait("aa11", "alice")
    assert approve_run(settings, "aa", (), as_json=False) == 0
    assert "Merged" in capsys.readouterr().out
    assert status(settings, "aa11") is Status.MERGED
    assert "name: alice" in (playbooks / TASKS).read_text()


def test_rejected_changes_nothing_and_keeps_the_reason(
    playbooks: Path, settings: Settings, wait: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    wait("aa11", "alice")
    assert reject_run(settings, "aa11", "not on this machine", as_json=True) == 0
    assert "not on this machine" in capsys.readouterr().out
    assert status(settings, "aa11") is Status.REJECTED
    assert git(playbooks, "rev-list", "--count", "HEAD") == "1"
    with pytest.raises(UsageError, match="rejected"):
        approve_run(settings, "aa11", (), as_json=False)


def test_a_waiting_run_is_answered_not_resumed(settings: Settings, wait: Callable[..., None]) -> None:
    wait("aa11", "alice")
    with pytest.raises(UsageError, match="awaiting approval") as caught:
        resume_run(settings, "aa11", as_json=False)
    assert caught.value.hint == "syncopate approve aa11"


def test_an_interrupted_run_is_proven_by_the_real_validators_when_resumed(
    settings: Settings, wait: Callable[..., None]
) -> None:
    def interrupted(_: object) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait("aa11", "alice", validators=(FakeValidator("policy", interrupted),))
    assert status(settings, "aa11") is Status.UNFINISHED
    assert resume_run(settings, "aa11", as_json=True) == 4
    with open_runs(settings) as runs:
        verdict = runs.get("aa11").state["verdict"]
    assert verdict is not None
    assert [report.validator for report in verdict.reports] == [
        "policy",
        "arguments",
        "names",
        "syntax",
        "lint",
        "check_mode",
    ]


def test_two_at_once_on_one_collection_lose_nothing(cli: Cli, playbooks: Path, wait: Callable[..., None]) -> None:
    users = {"aa11": "alice", "bb22": "bob"}
    for run_id, user in users.items():
        wait(run_id, user)
    processes = {run_id: cli.begin("approve", run_id, "--json", cwd=playbooks) for run_id in users}
    done = {}
    waiting = [threading.Thread(target=lambda r=r, p=p: done.update({r: finish(p)})) for r, p in processes.items()]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    first, second = sorted(done, key=lambda run_id: done[run_id].code)
    assert [done[first].code, done[second].code] == [0, 4], [it.err for it in done.values()]
    assert "starting over on the new base" in done[second].err
    assert done[second].json["status"] == "awaiting approval"
    assert done[second].json["proposal"]["base"]["commit"] == done[first].json["receipt"]["commit"]
    assert cli("approve", second, cwd=playbooks).code == 0
    assert git(playbooks, "rev-list", "--count", "HEAD") == "3"
    assert git(playbooks, "status", "--porcelain") == ""
    text = (playbooks / TASKS).read_text()
    assert all(f"name: {user}\n" in text for user in users.values())
