"""Verdict -> Approval: the run waits here for a person."""

from __future__ import annotations

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent.context import Tools
from agent.domain.approval import Approval, objections
from agent.errors import UsageError
from agent.state import State, Update


def review(state: State, runtime: Runtime[Tools]) -> Update:
    """Wait for a yes or a no to exactly this tree.

    The answer is an ``Approval`` as JSON-ready data. An answer to another tree, or a yes while something is refuted or
    unproven and not accepted by name, is not taken.
    """
    proposal, verdict = state["proposal"], state["verdict"]
    if proposal is None or verdict is None:
        raise ValueError("review needs a proposal and its verdict")
    answer = interrupt({"tree": proposal.tree})
    approval = Approval.model_validate(answer)
    if approval.tree != proposal.tree:
        raise UsageError("the approval is for another tree", hint="look at the proposal as it is now and answer again")
    if approval.granted and (obstacles := objections(verdict, approval.accepted)):
        raise UsageError("; ".join(obstacles), hint="accept each unproven task by name: --accept FILE:LINE")
    runtime.stream_writer({"stage": "review", "note": "approved" if approval.granted else "rejected"})
    return {"approval": approval}
