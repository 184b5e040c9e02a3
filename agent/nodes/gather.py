"""Request -> Base, SystemFacts."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Tools
from agent.state import State, Update


def gather(state: State, runtime: Runtime[Tools]) -> Update:
    """Find the commit to start from and the facts of the system the change is for."""
    tools = runtime.context
    base = tools.repository.base(state["request"].target)
    facts = tools.facts.gather()
    system = f"{facts.distribution} {facts.distribution_version}".strip()
    runtime.stream_writer({"stage": "gather", "note": f"{system}, base {base.commit[:10]}"})
    return {"base": base, "facts": facts, "proposal": None, "verdict": None, "approval": None, "stuck": False}
