"""A change, fully written but not yet judged."""

from __future__ import annotations

from agent.domain.edits import Edit
from agent.domain.value import Value


class Base(Value):
    """The commit a proposal starts from.

    Attributes:
        commit: its id.
        tree: id of its root tree.
    """

    commit: str
    tree: str


class TouchedTask(Value):
    """A task the change adds, alters, or feeds (through a variable it reads), as it stands in the new tree.

    ``ref`` (``path:line``) is what a person writes after ``--accept``.
    """

    path: str
    line: int
    name: str
    role: str = ""

    @property
    def ref(self) -> str:
        """The task's place as ``path:line``."""
        return f"{self.path}:{self.line}"


class Proposal(Value):
    """Typed edits on a base commit, giving a tree.

    Attributes:
        base: what it starts from.
        edits: in order.
        tree: id of the root tree the edits give; what is validated, approved and merged.
        diff: unified diff of base against tree, as git prints it.
        paths: files the edits touch, relative to the target's root.
        touched: tasks the change concerns, in the order they would run.
        attempt: 1 for the first try, counting up with each repair.
    """

    base: Base
    edits: tuple[Edit, ...]
    tree: str
    diff: str
    paths: tuple[str, ...]
    touched: tuple[TouchedTask, ...] = ()
    attempt: int = 1
