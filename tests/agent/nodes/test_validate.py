from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.context import Tools
from agent.errors import ToolError
from agent.nodes.propose import propose
from agent.nodes.validate import validate
from agent.ports import Subject, Validator
from agent.state import State
from tests.fakes.ports import FakeValidator
from tests.fakes.repository import PLAN, TASKS, passing, request_for, tools_for
from tests.fakes.values import DOCUMENTATION, FACTS, OPEN, REFUTED


def proposed(repository: Path, tools: Tools, runtime: Callable[..., Any]) -> State:
    request = request_for(repository)
    base = tools.repository.base(request.target)
    state: State = {"request": request, "base": base, "facts": FACTS, "documentation": DOCUMENTATION, "plan": PLAN}
    return {**state, **propose(state, runtime(tools))}  # type: ignore[typeddict-item]


def judge(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any], *validators: Validator
) -> tuple[list[str], bool]:
    tools = tools_for(repository, tmp_path, validators=validators)
    update = validate(proposed(repository, tools, runtime), runtime(tools))
    assert update["verdict"] is not None
    return [report.validator for report in update["verdict"].reports], update["stuck"]


def test_validators_run_in_order_and_unproven_does_not_stop_them(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any]
) -> None:
    unproven = FakeValidator("check_mode", lambda _: OPEN)
    ran, stuck = judge(repository, tmp_path, runtime, passing(), unproven, passing("last"))
    assert ran == ["policy", "check_mode", "last"]
    assert not stuck


def test_the_first_refutation_stops_the_rest(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    ran, _ = judge(repository, tmp_path, runtime, FakeValidator("lint", lambda _: REFUTED), passing("check_mode"))
    assert ran == ["lint"]


def test_a_broken_tool_is_an_error_and_no_verdict(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any]
) -> None:
    def broken(_: Subject) -> Any:
        raise ToolError("ansible-lint crashed")

    with pytest.raises(ToolError):
        judge(repository, tmp_path, runtime, FakeValidator("lint", broken))


def test_validators_see_both_trees(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    def see(subject: Subject) -> Any:
        assert "ardour" not in (subject.before.root / TASKS).read_text()
        assert "ardour" in (subject.after.root / TASKS).read_text()
        assert not subject.trusted
        return OPEN

    assert judge(repository, tmp_path, runtime, FakeValidator("see", see))[0] == ["check_mode"]
