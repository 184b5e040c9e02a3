"""A run as one JSON document, for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.frontends.runs import Run  # LangGraph costs a second, which most commands need not pay


def document(run: Run) -> dict[str, Any]:
    """Return everything known of a run as JSON-ready data; ``validators`` lists those that ran, with their outcome."""
    state = run.state
    proposal, verdict = state.get("proposal"), state.get("verdict")
    data: dict[str, Any] = {"id": run.id, "status": run.status.value, "pending": list(run.pending)}
    data["request"] = state["request"].model_dump(mode="json")
    data["validators"] = (
        [{"name": report.validator, "outcome": report.outcome.value} for report in verdict.reports] if verdict else []
    )
    if "facts" in state:
        data["facts"] = state["facts"].model_dump(mode="json")
    if "documentation" in state:
        data["sources"] = [passage.ref for passage in state["documentation"].passages]
        data["notice"] = state["documentation"].notice
        data["problems"] = list(state["documentation"].problems)
    if "plan" in state:
        data["plan"] = state["plan"].model_dump(mode="json")
    data["proposal"] = proposal.model_dump(mode="json") if proposal else None
    if verdict:
        data["verdict"] = {"outcome": verdict.outcome.value, **verdict.model_dump(mode="json")}
    if (approval := state.get("approval")) is not None:
        data["approval"] = approval.model_dump(mode="json")
    if "receipt" in state:
        data["receipt"] = state["receipt"].model_dump(mode="json")
    if "undone" in state:
        data["undone"] = state["undone"].model_dump(mode="json")
    return data


def dumps(data: object) -> str:
    """JSON for a terminal or a pipe; control characters are escaped by JSON itself."""
    return json.dumps(data, indent=2, ensure_ascii=True)
