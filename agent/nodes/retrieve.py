"""Request, Base -> Documentation."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Tools
from agent.state import State, Update


def retrieve(state: State, runtime: Runtime[Tools]) -> Update:
    """Find the documentation of the target's own content that the request is about."""
    tools, request = runtime.context, state["request"]
    content = tools.content(request, state["base"].tree)
    documentation = tools.retriever.retrieve(content, request.words, limit=tools.budget.passages)
    roles = {passage.role for passage in documentation.passages if passage.role}
    note = f"{len(documentation.passages)} passages on {len(roles)} of {len(content.roles)} roles"
    runtime.stream_writer({"stage": "retrieve", "note": f"{note}; {documentation.notice}".removesuffix("; ")})
    return {"documentation": documentation}
