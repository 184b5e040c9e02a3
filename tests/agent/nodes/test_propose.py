from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.domain.edits import AddListItem, Edit
from agent.errors import AuthorError
from agent.nodes.propose import propose
from agent.state import State
from tests.fakes.repository import PLAN, TASKS, request_for, tools_for
from tests.fakes.values import DOCUMENTATION, FACTS


def state_for(repository: Path, tmp_path: Path) -> State:
    request = request_for(repository)
    base = tools_for(repository, tmp_path).repository.base(request.target)
    return {"request": request, "base": base, "facts": FACTS, "documentation": DOCUMENTATION, "plan": PLAN}


def test_edits_become_a_tree_a_diff_and_the_tasks_concerned(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any]
) -> None:
    update = propose(state_for(repository, tmp_path), runtime(tools_for(repository, tmp_path)))
    proposal = update["proposal"]
    assert proposal is not None
    assert proposal.paths == (TASKS,)
    assert proposal.attempt == 1
    assert "+- name: Install ardour" in proposal.diff
    assert [task.name for task in proposal.touched] == ["Install ardour"]
    assert "ardour" not in (repository / TASKS).read_text()


def test_a_second_try_counts_up(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    state = state_for(repository, tmp_path)
    first = propose(state, runtime(tools_for(repository, tmp_path)))
    second = propose({**state, **first}, runtime(tools_for(repository, tmp_path)))  # type: ignore[typeddict-item]
    assert second["proposal"] is not None
    assert second["proposal"].attempt == 2


def test_edits_that_change_nothing_are_an_error(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    same: tuple[Edit, ...] = (AddListItem(path="roles/daw/defaults/main.yml", keys=("daw_packages",), item="audacity"),)
    tools = tools_for(repository, tmp_path, tries=[same])
    with pytest.raises(AuthorError, match="change nothing"):
        propose(state_for(repository, tmp_path), runtime(tools))
