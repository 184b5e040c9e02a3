"""``syncopate approve``, ``reject`` and ``resume``: take a run further."""

from __future__ import annotations

from collections.abc import Callable

from agent import wiring
from agent.domain.approval import Approval
from agent.errors import UsageError
from agent.frontends import review
from agent.frontends.console import Console
from agent.frontends.progress import progress
from agent.frontends.propose import report
from agent.frontends.runs import Run, open_runs
from agent.frontends.status import Status
from agent.settings import Settings


def approve_run(settings: Settings, run_id: str, accept: tuple[str, ...], as_json: bool) -> int:
    """Approve a waiting run and merge it; returns the exit code."""
    return _answer(settings, run_id, as_json, lambda run: review.approve(run, accept))


def reject_run(settings: Settings, run_id: str, reason: str, as_json: bool) -> int:
    """Reject a waiting run; returns the exit code."""
    return _answer(settings, run_id, as_json, lambda run: review.reject(run, reason))


def resume_run(settings: Settings, run_id: str, as_json: bool) -> int:
    """Go on with an unfinished run; returns the exit code.

    Raises:
        UsageError: the run is not unfinished.
    """
    with open_runs(settings) as runs, progress(Console(stderr=True)) as listener:
        run = runs.get(run_id)
        if run.status is not Status.UNFINISHED:
            hint = f"syncopate approve {run.id}" if run.status is Status.AWAITING else f"syncopate show {run.id}"
            raise UsageError(f"there is nothing to resume: {run.status.value}", where=run.id, hint=hint)
        run = runs.resume(run, wiring.tools(settings, run.state["request"]), listener)
        listener.stop()
        return report(run, as_json=as_json)


def _answer(settings: Settings, run_id: str, as_json: bool, decide: Callable[[Run], Approval]) -> int:
    with open_runs(settings) as runs, progress(Console(stderr=True)) as listener:
        run = runs.get(run_id)
        approval = decide(run)
        run = runs.answer(run, approval, wiring.tools(settings, run.state["request"]), listener)
        listener.stop()
        return report(run, as_json=as_json)
