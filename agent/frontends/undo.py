"""``syncopate undo``: take a merge back, as a commit of its own."""

from __future__ import annotations

from agent import wiring
from agent.errors import UsageError
from agent.frontends.propose import report
from agent.frontends.runs import open_runs
from agent.frontends.status import Status
from agent.settings import Settings


def undo_run(settings: Settings, run_id: str, as_json: bool) -> int:
    """Revert a merged run's commit; returns the exit code.

    Raises:
        UsageError: the run was not merged, or is undone already.
        RepositoryError: what it changed was changed again since.
    """
    with open_runs(settings) as runs:
        run = runs.get(run_id)
        if run.status is not Status.MERGED:
            raise UsageError(f"there is no merge to undo: {run.status.value}", where=run.id)
        commit, words = run.state["receipt"].commit, " ".join(run.state["request"].words.split())
        message = f"Undo run {run.id}\n\nThis reverts commit {commit}.\n\nIt was asked: {words}"
        target = run.state["request"].target
        receipt = wiring.repository(settings, target).revert(target, commit, message)
        runs.record_undone(run, receipt)
        return report(runs.get(run.id), as_json=as_json)
