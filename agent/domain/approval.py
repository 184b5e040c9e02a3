"""Consent, bound to what was shown."""

from __future__ import annotations

from datetime import datetime

from agent.domain.value import Value


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
