"""Approval -> MergeReceipt."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Tools
from agent.domain.message import commit_message
from agent.errors import RefMoved
from agent.state import State, Update


def merge(state: State, runtime: Runtime[Tools]) -> Update:
    """Make the validated tree the branch's next commit; when the branch moved meanwhile, start over on the new base."""
    tools, request = runtime.context, state["request"]
    proposal, verdict, approval = state["proposal"], state["verdict"], state["approval"]
    if proposal is None or verdict is None or approval is None:
        raise ValueError("merge needs a proposal, its verdict and an approval")
    message = commit_message(request, state["plan"], verdict, approval)
    restarts = state.get("restarts", 0)
    try:
        receipt = tools.repository.merge(request, proposal, approval, message)
    except RefMoved as moved:
        if restarts >= tools.budget.restarts:
            raise
        runtime.stream_writer({"stage": "merge", "note": f"{moved.what}: starting over on the new base"})
        return {"approval": None, "restarts": restarts + 1}
    runtime.stream_writer({"stage": "merge", "note": f"{receipt.commit[:10]} on {receipt.branch}"})
    return {"receipt": receipt}
