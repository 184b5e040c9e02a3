"""Pure routing: what comes next, decided from the state alone."""

from __future__ import annotations

from typing import Literal

from agent.domain.verdict import Outcome
from agent.state import State

END: Literal["__end__"] = "__end__"
"""The same text as langgraph.graph.END, which is typed too widely to be returned here."""


def after_plan(state: State) -> Literal["propose", "__end__"]:
    """Write the plan's steps, unless part of the request was not understood or nothing is left to do."""
    plan = state["plan"]
    return "propose" if plan.steps and not plan.not_understood else END


def after_validate(state: State) -> Literal["propose", "review", "__end__"]:
    """Repair a refuted proposal while the budget lasts and tries differ; show any other to a person."""
    proposal, verdict = state.get("proposal"), state.get("verdict")
    if proposal is None or verdict is None or verdict.outcome is not Outcome.REFUTED:
        return "review"
    if state.get("stuck") or proposal.attempt > state["request"].repairs:
        return END
    return "propose"


def after_review(state: State) -> Literal["merge", "__end__"]:
    """Merge what was approved."""
    approval = state.get("approval")
    return "merge" if approval is not None and approval.granted else END


def after_merge(state: State) -> Literal["gather", "__end__"]:
    """Start over when the branch moved under the run."""
    return END if "receipt" in state else "gather"
