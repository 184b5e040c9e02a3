"""The root of the error tree, and what can go wrong with knowledge.

The whole tree is drawn in :mod:`agent.errors`; the root stands here because imports go down only.
"""

from __future__ import annotations


class SyncopateError(Exception):
    """Something a person can act on: what happened, where, and what to do next.

    Args:
        what: one sentence that says what happened.
        where: the file, ref, host or address concerned; empty when there is none.
        hint: what to do next, as an imperative; empty when nothing can be done.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        located = f"{self.where}: {self.what}" if self.where else self.what
        return f"{located}\n  {self.hint}" if self.hint else located


class ContentError(SyncopateError):
    """Ansible content can't be read at all (a single bad file is a ``Problem`` in the content instead)."""


class IndexUnavailable(SyncopateError):
    """The documentation index is locked, damaged or out of reach."""


class EmbeddingUnavailable(SyncopateError):
    """No embedding can be computed: weights absent, changed, or an endpoint is down."""
