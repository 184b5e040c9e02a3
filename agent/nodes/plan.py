"""Request, SystemFacts, Documentation -> Plan."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Tools
from agent.ports import Brief
from agent.state import State, Update


def plan(state: State, runtime: Runtime[Tools]) -> Update:
    """Let the author say what to do, and where."""
    tools, request = runtime.context, state["request"]
    content = tools.content(request, state["base"].tree)
    brief = Brief(request, state["facts"], state["documentation"].passages, content)
    made = tools.author.plan(brief)
    runtime.stream_writer({"stage": "plan", "note": made.summary})
    return {"plan": made}
