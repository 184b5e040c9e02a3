from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.adapters.checkpoints import exclusive
from agent.errors import RunBusy, StateError, UsageError
from agent.frontends import review
from agent.frontends.runs import Runs, open_runs
from agent.frontends.status import Status
from agent.settings import Settings
from tests.fakes.repository import make_repository, request_for, tools_for


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "content")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", cache=tmp_path / "cache")


@pytest.fixture
def runs(settings: Settings) -> Iterator[Runs]:
    with open_runs(settings) as opened:
        yield opened


def start(runs: Runs, repository: Path, tmp_path: Path, run_id: str) -> None:
    runs.start(request_for(repository, id=run_id), tools_for(repository, tmp_path), lambda _: None)


def test_newest_first_and_any_unambiguous_beginning(runs: Runs, repository: Path, tmp_path: Path) -> None:
    for run_id in ("aa11", "ab22"):
        start(runs, repository, tmp_path, run_id)
    assert runs.ids() == ("ab22", "aa11")
    assert runs.get("ab").id == "ab22"
    with pytest.raises(UsageError, match="more than one"):
        runs.get("a")
    with pytest.raises(UsageError, match="no such run"):
        runs.get("zz")


def test_another_process_at_the_same_run_is_refused(
    runs: Runs, repository: Path, settings: Settings, tmp_path: Path
) -> None:
    with exclusive(settings.state, "aa11"), pytest.raises(RunBusy):
        start(runs, repository, tmp_path, "aa11")
    assert runs.ids() == ()


def test_undone_is_kept_with_the_run(runs: Runs, repository: Path, tmp_path: Path) -> None:
    start(runs, repository, tmp_path, "aa11")
    tools = tools_for(repository, tmp_path)
    run = runs.answer(runs.get("aa11"), review.approve(runs.get("aa11"), ()), tools, lambda _: None)
    runs.record_undone(run, run.state["receipt"])
    assert runs.get("aa11").status is Status.UNDONE


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    blocked = Settings(state=tmp_path / "file" / "state", cache=tmp_path / "cache")
    with pytest.raises(StateError, match="runs can't be kept"), open_runs(blocked):
        pass


def test_a_damaged_database_is_said_and_left_alone(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, cache=tmp_path / "cache")
    (tmp_path / "runs.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StateError), open_runs(settings) as opened:
        opened.ids()
    assert (tmp_path / "runs.sqlite").read_bytes().startswith(b"not a database")
