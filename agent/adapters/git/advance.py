"""Moving a branch by compare-and-swap together with its work trees, and finishing what a crash broke off."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import ExitStack
from dataclasses import dataclass

from agent.adapters.git import commits, paths, trees, trouble, work_tree
from agent.adapters.git.journal import Intent, Journal
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Change
from agent.adapters.git.work_tree import WorkTree
from agent.errors import RefMoved, RepositoryError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recovered:
    """A half-done move that was found.

    Attributes:
        branch: full ref name.
        commit: what it was to move to.
        finished: whether the branch had moved, so that the work tree was brought along; else nothing had happened.
        left_alone: files that were changed in between and stay as they are.
    """

    branch: str
    commit: str
    finished: bool
    left_alone: tuple[str, ...] = ()


def advance(git: Git, journal: Journal, branch: str, new: str, reason: str) -> bool:
    """Move ``branch`` to commit ``new`` from the one parent that this has.

    The caller holds the repository's lock and has recovered. When this raises anything but a remark that the commit is
    there, nothing has changed.

    Returns:
        Whether a work tree was brought along, every file of it.

    Raises:
        RefMoved: the branch is not at that parent.
        WorkTreeDirty: touched paths hold uncommitted work.
        RepositoryError: git or the system refused.
    """
    (old,) = commits.read(git, new).parents
    changes = trees.changes(git, trees.commit_tree(git, old), trees.commit_tree(git, new))
    _refuse_irregular(git, changes)
    work_tree.refuse_rebase(git, branch)
    roots = work_tree.holding(git, branch)
    names = tuple(os.fsencode(root).hex() for root in roots)
    intent = Intent(token=secrets.token_hex(8), branch=branch, old=old, new=new, work_trees=names)
    journal.write(intent)
    try:
        left = _move(git, intent, changes, reason)
    except RepositoryError as error:
        if not _has_moved(git, intent):
            journal.forget()
            raise
        raise RepositoryError(
            f"the change is merged as {new}, but the work tree could not be brought along: {error.what}",
            where=error.where,
            hint="Mend that, then run `syncopate resume ID` (or the same `undo` again), which finishes it.",
        ) from error
    journal.forget()
    _tell(left)
    return bool(roots) and not left


def recover(git: Git, journal: Journal) -> Recovered | None:
    """Finish or forget a move that was broken off; the caller holds the repository's lock.

    Returns:
        What was found, or ``None``.

    Raises:
        RepositoryError: it can't be finished now; the journal stays.
    """
    intent = journal.read()
    if intent is None:
        return None
    for root in intent.roots:
        if root.is_dir():
            WorkTree(git, root, intent.token).clean()
    finished = _has_moved(git, intent)
    left = _catch_up(git, intent) if finished else ()
    journal.forget()
    _tell(left)
    return Recovered(intent.branch, intent.new, finished, left)


def _has_moved(git: Git, intent: Intent) -> bool:
    tip = commits.tip(git, intent.branch)
    return tip is not None and commits.is_ancestor(git, intent.new, tip)


def _move(git: Git, intent: Intent, changes: tuple[Change, ...], reason: str) -> tuple[str, ...]:
    work_trees = [WorkTree(git, root, intent.token) for root in intent.roots]
    with ExitStack() as stack:
        for tree in work_trees:
            stack.enter_context(tree.locked())
        for tree in work_trees:
            tree.refuse_dirty(changes)
            tree.stage(changes, len(intent.new))
        _compare_and_swap(git, intent, reason)
        return tuple(path for tree in work_trees for path in tree.swap(changes))


def _catch_up(git: Git, intent: Intent) -> tuple[str, ...]:
    """Bring along the work trees that still have the branch, for the paths that it still holds as we left them."""
    now = trees.listing(git, intent.branch)
    changes = trees.changes(git, trees.commit_tree(git, intent.old), trees.commit_tree(git, intent.new))
    current = tuple(change for change in changes if now.get(change.path) == change.new)
    left: list[str] = []
    for root in work_tree.holding(git, intent.branch):
        if root in intent.roots:
            tree = WorkTree(git, root, intent.token)
            with tree.locked():
                tree.stage(current, len(intent.new))
                left += tree.swap(current)
    return tuple(left)


def _compare_and_swap(git: Git, intent: Intent, reason: str) -> None:
    try:
        git.run("update-ref", "-m", reason, intent.branch, intent.new, intent.old)
    except RepositoryError as error:
        if commits.tip(git, intent.branch) == intent.old:
            raise
        raise moved(git, intent.branch) from error


def moved(git: Git, branch: str) -> RefMoved:
    """The error for a branch that is not where it was expected."""
    return RefMoved(
        f"{branch} has moved since the change was proposed",
        where=trouble.printable(git.root),
        hint="Propose it again, or run `syncopate resume` to prove it on the new commit.",
    )


def _refuse_irregular(git: Git, changes: tuple[Change, ...]) -> None:
    odd = [c.path for c in changes if any(entry and not entry.regular for entry in (c.old, c.new))]
    if odd:
        raise RepositoryError(
            f"symbolic links and submodules are not changed by syncopate: {paths.shown(odd)}",
            where=trouble.printable(git.root),
            hint="Change them with git.",
        )
    for change in changes:
        paths.checked(change.path)


def _tell(left: tuple[str, ...]) -> None:
    if left:
        _log.warning("changed while the branch moved, so left as they are: %s", paths.shown(left))
