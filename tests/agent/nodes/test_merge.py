from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.context import Tools
from agent.domain.approval import Approval
from agent.domain.verdict import Verdict
from agent.errors import RefMoved
from agent.nodes.merge import merge
from agent.nodes.propose import propose
from agent.state import State
from tests.fakes.repository import PLAN, git, request_for, tools_for
from tests.fakes.values import DOCUMENTATION, FACTS, PASSED


def approved(repository: Path, tools: Tools, runtime: Callable[..., Any], **more: object) -> State:
    request = request_for(repository)
    base = tools.repository.base(request.target)
    state: State = {"request": request, "base": base, "facts": FACTS, "documentation": DOCUMENTATION, "plan": PLAN}
    proposal = propose(state, runtime(tools))["proposal"]
    assert proposal is not None
    approval = Approval(tree=proposal.tree, granted=True, by="alice", at=datetime.now(UTC))
    verdict = Verdict(tree=proposal.tree, reports=(PASSED,))
    return {**state, "proposal": proposal, "verdict": verdict, "approval": approval, **more}  # type: ignore[typeddict-item]


def move(repository: Path) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message=Meanwhile")


def test_it_adds_the_receipt_of_a_commit_with_exactly_that_tree(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any]
) -> None:
    tools = tools_for(repository, tmp_path)
    state = approved(repository, tools, runtime)
    receipt = merge(state, runtime(tools))["receipt"]
    assert state["proposal"] is not None
    assert receipt.tree == state["proposal"].tree == git(repository, "rev-parse", "main^{tree}")


def test_a_moved_branch_takes_the_approval_away(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    tools = tools_for(repository, tmp_path)
    state = approved(repository, tools, runtime)
    move(repository)
    assert merge(state, runtime(tools)) == {"approval": None, "restarts": 1}


def test_a_branch_that_keeps_moving_ends_the_run(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    tools = tools_for(repository, tmp_path)
    state = approved(repository, tools, runtime, restarts=tools.budget.restarts)
    move(repository)
    with pytest.raises(RefMoved):
        merge(state, runtime(tools))
