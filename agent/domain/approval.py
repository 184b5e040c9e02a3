"""Consent, bound to what was shown."""

from __future__ import annotations

from datetime import datetime

from agent.domain.value import Value
from agent.domain.verdict import Outcome, Verdict


class Approval(Value):
    """A yes or a no to exactly one tree.

    Attributes:
        tree: the tree it was given for.
        granted: yes or no.
        by: who said it: a login name, or ``--yes``.
        at: when, with time zone.
        accepted: refs (``path:line``) of unproven tasks accepted by name.
        reason: why it was rejected, or an empty text.
    """

    tree: str
    granted: bool
    by: str
    at: datetime
    accepted: tuple[str, ...] = ()
    reason: str = ""


def objections(verdict: Verdict, accepted: tuple[str, ...]) -> tuple[str, ...]:
    """Why a verdict can't be approved yet: what is refuted, and what is unproven and not accepted by name.

    Args:
        verdict: the verdict on the tree that is up for approval.
        accepted: refs (``path:line``, or a validator's name) of unproven items that a person accepts.

    Returns:
        One line for each obstacle; empty when the tree may be merged.
    """
    refuted = tuple(f"{report.validator}: refuted" for report in verdict.reports if report.outcome is Outcome.REFUTED)
    unproven = tuple(f"{task.ref}: unproven: {task.reason}" for task in verdict.unproven if task.ref not in accepted)
    return refuted + unproven
