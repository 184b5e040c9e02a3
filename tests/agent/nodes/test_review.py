"""The node waits through LangGraph's interrupt, so it is run in the graph (test_graph.py); here: its guard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.errors import UsageError
from agent.nodes import review as node
from tests.fakes.repository import request_for, tools_for
from tests.fakes.values import APPROVAL, PROPOSAL, REF, VERDICT


@pytest.fixture
def answered(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    def answer(approval: Any) -> Any:
        monkeypatch.setattr(node, "interrupt", lambda _: approval.model_dump(mode="json"))
        state: Any = {"request": request_for(repository), "proposal": PROPOSAL, "verdict": VERDICT}
        return node.review(state, runtime(tools_for(repository, tmp_path)))

    return answer


def test_a_yes_that_names_what_is_unproven_is_taken(answered: Callable[..., Any]) -> None:
    assert answered(APPROVAL) == {"approval": APPROVAL}


def test_a_yes_that_does_not_is_refused(answered: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match=REF):
        answered(APPROVAL.model_copy(update={"accepted": ()}))


def test_a_no_needs_no_names(answered: Callable[..., Any]) -> None:
    rejection = APPROVAL.model_copy(update={"granted": False, "accepted": ()})
    assert answered(rejection)["approval"] == rejection


def test_an_answer_to_another_tree_is_refused(answered: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match="another tree"):
        answered(APPROVAL.model_copy(update={"tree": "f" * 40}))
