"""Plan (and the last try's Verdict) -> Proposal."""

from __future__ import annotations

from pathlib import Path

from langgraph.runtime import Runtime

from agent.context import Tools
from agent.domain.proposal import Proposal
from agent.edits.apply import apply
from agent.edits.touched import touched
from agent.errors import AuthorError
from agent.ports import Brief
from agent.state import State, Update


def propose(state: State, runtime: Runtime[Tools]) -> Update:
    """Let the author write typed edits, and store the tree they give."""
    tools, request = runtime.context, state["request"]
    previous, verdict = state.get("proposal"), state.get("verdict")
    before = tools.content(request, state["base"].tree)
    brief = Brief(request, state["facts"], state["documentation"].passages, before)
    edits = tools.author.propose(brief, state["plan"], previous, verdict)
    files = apply(edits, lambda path: _bytes(before.root / path))
    if not files:
        raise AuthorError("the edits change nothing", hint="what was asked may be so already; say what should differ")
    tree, diff = tools.repository.write(state["base"], request.target.subpath, files)
    proposal = Proposal(
        base=state["base"],
        edits=edits,
        tree=tree,
        diff=diff,
        paths=tuple(sorted(files)),
        touched=touched(before, tools.content(request, tree), edits),
        attempt=previous.attempt + 1 if previous else 1,
    )
    runtime.stream_writer({"stage": "propose", "note": f"try {proposal.attempt}: {', '.join(proposal.paths)}"})
    return {"proposal": proposal}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
