from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import RepositoryError, UsageError
from agent.frontends import review
from agent.frontends.runs import open_runs
from agent.frontends.undo import undo_run
from agent.settings import Settings
from tests.fakes.repository import TASKS, git, make_repository, request_for, tools_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", cache=tmp_path / "cache")


@pytest.fixture
def merged(tmp_path: Path, settings: Settings) -> Path:
    """A repository in which the run ``run1`` was merged."""
    repository = make_repository(tmp_path / "content")
    tools = tools_for(repository, tmp_path)
    with open_runs(settings) as runs:
        run = runs.start(request_for(repository), tools, lambda _: None)
        runs.answer(run, review.approve(run, ()), tools, lambda _: None)
    return repository


def test_undone_by_a_commit_of_its_own(merged: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    taken_back = git(merged, "rev-parse", "HEAD")
    assert undo_run(settings, "run1", as_json=False) == 0
    assert "Undone" in capsys.readouterr().out
    assert git(merged, "rev-parse", "HEAD^{tree}") == git(merged, "rev-parse", "HEAD~2^{tree}")
    assert git(merged, "status", "--porcelain") == ""
    message = git(merged, "log", "-1", "--format=%B")
    assert message.startswith("Undo run run1\n")
    assert f"This reverts commit {taken_back}." in message
    with pytest.raises(UsageError, match="undone"):
        undo_run(settings, "run1", as_json=False)


def test_what_was_changed_again_is_left_alone(merged: Path, settings: Settings) -> None:
    changed = (merged / TASKS).read_text() + "# more\n"
    (merged / TASKS).write_text(changed)
    git(merged, "commit", "--quiet", "--all", "--message=More")
    with pytest.raises(RepositoryError, match="changed again"):
        undo_run(settings, "run1", as_json=False)
    assert (merged / TASKS).read_text() == changed
