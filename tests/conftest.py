from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.domain.edits import InsertTask, TaskSpec
from agent.settings import Settings
from tests.fakes.cli import CONTENT, TASKS, Cli
from tests.fakes.repository import make_repository, request_for, tools_for


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path / "syncopate")


@pytest.fixture
def playbooks(tmp_path: Path) -> Path:
    """A playbook repository, small enough to prove a change of it in seconds."""
    return make_repository(tmp_path / "playbooks", CONTENT)


@pytest.fixture
def settings(cli: Cli) -> Settings:
    return Settings(state=cli.state, cache=cli.cache)


@pytest.fixture
def wait(cli: Cli, playbooks: Path, settings: Settings) -> Callable[..., None]:
    """Bring a run that adds a user to the point where it waits, quickly: author and validators are fakes."""
    from agent.frontends.runs import open_runs  # LangGraph costs a second, which few tests need to pay

    def begin(run_id: str, user: str, **changes: Any) -> None:
        args = {"name": user, "groups": ["audio"], "append": True}
        task = TaskSpec(name=f"Add {user}", module="ansible.builtin.user", args=args, keywords={"become": True})
        tools = tools_for(playbooks, cli.cache, tries=[(InsertTask(path=TASKS, task=task),)], **changes)
        words = f"add the user {user} to the audio group"
        request = request_for(playbooks, id=run_id, words=words, facts_file=str(cli.facts))
        with open_runs(settings) as runs:
            runs.start(request, tools, lambda _: None)

    return begin
