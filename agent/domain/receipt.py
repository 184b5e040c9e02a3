"""The end of a merge."""

from __future__ import annotations

from agent.domain.value import Value


class MergeReceipt(Value):
    """The commit that now holds exactly the tree that was validated.

    Attributes:
        commit: its id.
        tree: its root tree.
        branch: full name of the ref that moved to it.
        work_tree_updated: whether the checked-out files were brought along.
    """

    commit: str
    tree: str
    branch: str
    work_tree_updated: bool
