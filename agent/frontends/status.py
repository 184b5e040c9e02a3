"""What has become of a run, told from its state."""

from __future__ import annotations

from enum import StrEnum

from agent.domain.verdict import Outcome
from agent.state import State


class Status(StrEnum):
    """Where a run stands."""

    UNFINISHED = "unfinished"
    AWAITING = "awaiting approval"
    MERGED = "merged"
    UNDONE = "undone"
    REJECTED = "rejected"
    REFUTED = "refuted"
    NOTHING_TO_DO = "nothing to do"
    NOT_UNDERSTOOD = "not understood"


EXIT_CODES = {
    Status.UNFINISHED: 1,
    Status.AWAITING: 4,
    Status.MERGED: 0,
    Status.UNDONE: 0,
    Status.REJECTED: 0,
    Status.REFUTED: 3,
    Status.NOTHING_TO_DO: 0,
    Status.NOT_UNDERSTOOD: 1,
}


def status_of(state: State, pending: tuple[str, ...]) -> Status:
    """Tell where a run stands.

    Args:
        state: its values.
        pending: names of the nodes that come next; empty when the run has ended.
    """
    if pending:
        waiting = pending == ("review",) and state.get("approval") is None
        return Status.AWAITING if waiting else Status.UNFINISHED
    if "undone" in state:
        return Status.UNDONE
    if "receipt" in state:
        return Status.MERGED
    return _ended_early(state)


def _ended_early(state: State) -> Status:
    verdict, plan = state.get("verdict"), state.get("plan")
    if state.get("approval") is not None:
        return Status.REJECTED
    if verdict is not None and verdict.outcome is Outcome.REFUTED:
        return Status.REFUTED
    if plan is not None and plan.not_understood:
        return Status.NOT_UNDERSTOOD
    return Status.NOTHING_TO_DO if plan is not None else Status.UNFINISHED
