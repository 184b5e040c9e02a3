"""Proposal -> Verdict."""

from __future__ import annotations

import time

from langgraph.runtime import Runtime

from agent.context import Tools
from agent.domain.verdict import Outcome, Report, Verdict
from agent.ports import Subject, Validator
from agent.state import State, Update


def validate(state: State, runtime: Runtime[Tools]) -> Update:
    """Judge the proposal; the first validator that refutes it ends the matter, so nothing dangerous is ever run."""
    tools, request, proposal = runtime.context, state["request"], state["proposal"]
    if proposal is None:
        raise ValueError("validate needs a proposal")
    before, after = (tools.content(request, tree) for tree in (state["base"].tree, proposal.tree))
    subject = Subject(proposal=proposal, facts=state["facts"], before=before, after=after)
    reports: list[Report] = []
    for validator in tools.validators:
        runtime.stream_writer({"stage": validator.name, "note": None})
        report = _timed(validator, subject)
        runtime.stream_writer({"stage": validator.name, "note": report.outcome.value, "seconds": report.seconds})
        reports.append(report)
        if report.outcome is Outcome.REFUTED:
            break
    verdict = Verdict(tree=proposal.tree, reports=tuple(reports))
    return {"verdict": verdict, "stuck": _same_findings(state.get("verdict"), verdict)}


def _timed(validator: Validator, subject: Subject) -> Report:
    started = time.monotonic()
    report = validator.validate(subject)
    return report.model_copy(update={"seconds": round(time.monotonic() - started, 3)})


def _same_findings(last: Verdict | None, verdict: Verdict) -> bool:
    def essence(of: Verdict) -> set[tuple[str, str, str]]:
        return {(finding.rule, finding.path, finding.message) for finding in of.findings}

    return last is not None and bool(verdict.findings) and essence(last) == essence(verdict)
