"""The commit message of a merge: what was asked, what was proven and what was not."""

from __future__ import annotations

import textwrap

from agent.domain.approval import Approval
from agent.domain.plan import Plan
from agent.domain.request import Request
from agent.domain.verdict import Outcome, Verdict

SUBJECT_WIDTH = 72


def commit_message(request: Request, plan: Plan, verdict: Verdict, approval: Approval) -> str:
    """Return the message, without trailers: the merge adds those."""
    paragraphs = [
        _subject(plan.summary),
        textwrap.fill(f"Asked: {' '.join(request.words.split())}", SUBJECT_WIDTH),
        "\n".join(["Proven:", *(_proven(verdict) or ["- nothing"])]),
    ]
    if verdict.unproven:
        accepted = "accepted by name" if approval.accepted else "not accepted"
        lines = [f"- {task.ref}: {task.reason} ({accepted})" for task in verdict.unproven]
        paragraphs.append("\n".join(["Not proven:", *lines]))
    for heading, said in (("So already:", plan.already), ("Noted:", plan.assumptions)):
        if said:
            paragraphs.append("\n".join([heading, *(f"- {line}" for line in said)]))
    paragraphs.append(f"Written by the {request.author} author; approved by {approval.by}.")
    return "\n\n".join(paragraphs)


def _subject(summary: str) -> str:
    line = " ".join(summary.split()) or "Change Ansible content"
    line = line[0].upper() + line[1:]
    return textwrap.shorten(line, SUBJECT_WIDTH, placeholder=" ...")


def _proven(verdict: Verdict) -> list[str]:
    return [
        f"- {report.validator}{f': {report.reason}' if report.reason else ''}"
        for report in verdict.reports
        if report.outcome is Outcome.PROVEN
    ]
