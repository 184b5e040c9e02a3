from __future__ import annotations

import pytest

from agent import routes
from agent.domain.plan import Plan
from agent.domain.verdict import Verdict
from agent.state import State
from tests.fakes.values import APPROVAL, OPEN, PASSED, PLAN, PROPOSAL, RECEIPT, REFUTED, REQUEST


@pytest.mark.parametrize(
    ("plan", "comes_next"),
    [
        (PLAN, "propose"),
        (Plan(summary="all is so", already=("a:1",)), "__end__"),
        (PLAN.model_copy(update={"not_understood": ("dance",)}), "__end__"),
    ],
)
def test_after_plan(plan: Plan, comes_next: str) -> None:
    assert routes.after_plan({"request": REQUEST, "plan": plan}) == comes_next


def judged(*, attempt: int, refuted: bool, stuck: bool = False) -> State:
    verdict = Verdict(tree="t", reports=(PASSED, REFUTED if refuted else OPEN))
    proposal = PROPOSAL.model_copy(update={"attempt": attempt})
    return {"request": REQUEST, "proposal": proposal, "verdict": verdict, "stuck": stuck}


@pytest.mark.parametrize(
    ("state", "comes_next"),
    [
        (judged(attempt=1, refuted=False), "review"),
        (judged(attempt=1, refuted=True), "propose"),
        (judged(attempt=2, refuted=True), "propose"),
        (judged(attempt=3, refuted=True), "__end__"),
        (judged(attempt=2, refuted=True, stuck=True), "__end__"),
    ],
)
def test_a_refuted_proposal_is_repaired_within_the_budget(state: State, comes_next: str) -> None:
    assert REQUEST.repairs == 2
    assert routes.after_validate(state) == comes_next


def test_only_a_granted_approval_leads_to_the_merge() -> None:
    rejected = APPROVAL.model_copy(update={"granted": False})
    assert routes.after_review({"request": REQUEST, "approval": APPROVAL}) == "merge"
    assert routes.after_review({"request": REQUEST, "approval": rejected}) == "__end__"
    assert routes.after_review({"request": REQUEST}) == "__end__"


def test_a_moved_branch_starts_over() -> None:
    assert routes.after_merge({"request": REQUEST, "approval": None, "restarts": 1}) == "gather"
    assert routes.after_merge({"request": REQUEST, "receipt": RECEIPT}) == "__end__"
