"""Approve, reject, or leave a run waiting."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

from agent.domain.approval import Approval, objections
from agent.domain.proposal import Proposal
from agent.domain.verdict import Verdict
from agent.errors import UsageError
from agent.frontends.console import Console
from agent.frontends.display import show
from agent.frontends.runs import Run
from agent.frontends.status import Status


def decide(run: Run, *, yes: bool, accept: tuple[str, ...], ask: bool) -> Approval | None:
    """Answer a waiting run as the options say, or ask the person; ``None`` leaves it waiting."""
    proposal, verdict = waiting(run)
    check_refs(verdict, accept)
    if yes:
        return None if objections(verdict, accept) else _approval(proposal, "--yes", accept)
    return _asked(run, proposal, verdict, accept) if ask else None


def approve(run: Run, accept: tuple[str, ...]) -> Approval:
    """A yes to the tree a run waits with.

    Raises:
        UsageError: the run does not wait, or something is refuted or unproven and not accepted.
    """
    proposal, verdict = waiting(run)
    check_refs(verdict, accept)
    if obstacles := objections(verdict, accept):
        raise UsageError(
            "this can't be approved yet:\n  " + "\n  ".join(obstacles),
            where=run.id,
            hint="accept an unproven task by name: --accept FILE:LINE",
        )
    return _approval(proposal, getpass.getuser(), accept)


def reject(run: Run, reason: str) -> Approval:
    """A no to the tree a run waits with.

    Raises:
        UsageError: the run does not wait.
    """
    proposal, _ = waiting(run)
    return Approval(tree=proposal.tree, granted=False, by=getpass.getuser(), at=datetime.now(UTC), reason=reason)


def waiting(run: Run) -> tuple[Proposal, Verdict]:
    """The proposal and verdict a run waits with.

    Raises:
        UsageError: it does not wait for an approval.
    """
    proposal, verdict = run.state.get("proposal"), run.state.get("verdict")
    if run.status is not Status.AWAITING or proposal is None or verdict is None:
        raise UsageError(f"this run waits for no approval: {run.status.value}", where=run.id, hint="syncopate list")
    return proposal, verdict


def check_refs(verdict: Verdict, accept: tuple[str, ...]) -> None:
    """Refuse an ``--accept`` that names nothing unproven, since it is likely a slip.

    Raises:
        UsageError: it names nothing unproven.
    """
    known = [task.ref for task in verdict.unproven]
    for ref in accept:
        if ref not in known:
            listed = f"unproven are: {', '.join(known)}" if known else "nothing is unproven"
            raise UsageError("nothing unproven has this name", where=ref, hint=listed)


def _asked(run: Run, proposal: Proposal, verdict: Verdict, accept: tuple[str, ...]) -> Approval | None:
    console = Console()
    show(console, run)
    accepted = list(accept)
    for task in verdict.unproven:
        if task.ref in accepted:
            continue
        if _yes(console, f"{task.ref} is unproven ({task.reason}). Accept it all the same?"):
            accepted.append(task.ref)
        else:
            return None
    if _yes(console, "Merge this?"):
        return _approval(proposal, getpass.getuser(), tuple(accepted))
    return None


def _yes(console: Console, question: str) -> bool:
    try:
        answer = console.input(f"{question} [y/N] ", markup=False)
    except EOFError:  # Ctrl-D
        return False
    return answer.strip().lower() in {"y", "yes"}


def _approval(proposal: Proposal, by: str, accepted: tuple[str, ...]) -> Approval:
    return Approval(tree=proposal.tree, granted=True, by=by, at=datetime.now(UTC), accepted=accepted)
