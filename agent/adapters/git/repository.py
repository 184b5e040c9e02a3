"""The repository port, on a git work tree."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from agent.adapters.git import advance, commits, locks, paths, trees, trouble, unpacking, work_tree
from agent.adapters.git.advance import Recovered
from agent.adapters.git.commits import Commit
from agent.adapters.git.journal import Journal
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Entry
from agent.domain.approval import Approval
from agent.domain.proposal import Base, Proposal
from agent.domain.receipt import MergeReceipt
from agent.domain.request import Request, Target
from agent.errors import RepositoryError


class GitRepository:
    """Implements :class:`agent.ports.Repository`.

    Args:
        cache: where trees are unpacked.
        state: where locks and journals are kept; must outlive a crash.
        root: the git work tree, as in :attr:`agent.domain.request.Target.repository`.
    """

    def __init__(self, cache: Path, state: Path, root: Path) -> None:
        self._cache = cache
        self._state = state
        self._root = root
        self._git = Git(root)

    def base(self, target: Target) -> Base:
        """The commit the target's branch points to; a half-done merge is finished first.

        Raises:
            RepositoryError: there is none, or the repository is unfit.
        """
        self._refuse_other(target)
        self.recover()
        commit = self._tip(self._git, target.branch)
        return Base(commit=commit, tree=trees.commit_tree(self._git, commit))

    def unpack(self, tree: str, subpath: str) -> Path:
        """Return a folder that holds the tree's files below ``subpath``; callers must not write to it.

        Symbolic links that lead out of the folder are left out; so are submodules and blobs above 64 MiB.

        Raises:
            RepositoryError: the tree does not exist or can't be written out.
        """
        return unpacking.unpack(self._git, self._cache, tree, subpath)

    def write(self, base: Base, subpath: str, files: Mapping[str, bytes | None]) -> tuple[str, str]:
        """Store a tree that is ``base`` with ``files`` replaced (``None`` removes), paths relative to ``subpath``.

        An existing file keeps its mode; a new one is not executable.

        Returns:
            The tree's id, and the unified diff against the base with paths relative to the repository.

        Raises:
            RepositoryError: a path leads out of the target or through a symbolic link, or git refused.
        """
        prefix = f"{paths.checked(subpath)}/" if subpath else ""
        present = trees.listing(self._git, self._base_tree(self._git, base))
        wanted = {prefix + paths.checked(path): data for path, data in files.items()}
        for path, data in wanted.items():
            self._refuse_unwritable(path, data, present)
        updates = {path: self._entry(data, present.get(path)) for path, data in wanted.items()}
        tree = trees.build(self._git, base.tree, updates)
        return tree, trees.diff(self._git, base.tree, tree)

    def merge(self, request: Request, proposal: Proposal, approval: Approval, message: str) -> MergeReceipt:
        """Make the proposal's tree the branch's next commit, by compare-and-swap; repeated calls find their commit.

        Raises:
            RefMoved: the branch is no longer at the proposal's base.
            WorkTreeDirty: touched paths hold uncommitted work.
            RunBusy: another merge takes too long.
            RepositoryError: not approved, not a change of the target alone, or git refused.
        """
        target, base = request.target, proposal.base
        self._refuse_other(target)
        self._refuse_unapproved(proposal, approval)
        with self._exclusively() as git:
            tip = self._tip(git, target.branch)
            done = _own_commit(git, request, proposal, tip)
            if done:
                checked_out = bool(work_tree.holding(git, target.branch))
                return _receipt(done.oid, done.tree, target, work_tree_updated=checked_out)
            if tip != base.commit:
                raise advance.moved(git, target.branch)
            self._refuse_outside(git, proposal, target.subpath)
            trailers = {commits.RUN: request.id, commits.TREE: proposal.tree}
            commit = commits.create(git, proposal.tree, tip, message, trailers)
            reason = f"syncopate: merge {request.id}"
            updated = advance.advance(git, self._journal, target.branch, commit, reason)
            return _receipt(commit, proposal.tree, target, work_tree_updated=updated)

    def revert(self, target: Target, commit: str, message: str) -> MergeReceipt:
        """Undo one commit's paths on top of the branch, by compare-and-swap.

        Raises:
            RefMoved: the branch moved meanwhile.
            WorkTreeDirty: touched paths hold uncommitted work.
            RepositoryError: it is undone already, what it changed was changed again since, or git refused.
        """
        self._refuse_other(target)
        with self._exclusively() as git:
            tip = self._tip(git, target.branch)
            undone = self._revertible(git, commit, tip)
            updates = self._undoing(git, undone, tip)
            tree = trees.build(git, trees.commit_tree(git, tip), updates)
            trailers = {commits.REVERTS: undone.oid, commits.TREE: tree}
            made = commits.create(git, tree, tip, message, trailers)
            reason = f"syncopate: revert {undone.oid}"
            updated = advance.advance(git, self._journal, target.branch, made, reason)
            return _receipt(made, tree, target, work_tree_updated=updated)

    def recover(self) -> Recovered | None:
        """Finish or forget a merge that a crash broke off.

        Returns:
            What was found, or ``None``.

        Raises:
            RepositoryError: it can't be finished now.
        """
        with trouble.reported(self._state):
            if not self._journal.pending:
                return None
        with locks.held(self._place / "lock") as descriptor:
            return advance.recover(self._git.holding(descriptor), self._journal)

    @contextmanager
    def _exclusively(self) -> Iterator[Git]:
        """Hold the repository against other runs, with nothing half-done; yields a git that shares the lock."""
        with locks.held(self._place / "lock") as descriptor:
            git = self._git.holding(descriptor)
            advance.recover(git, self._journal)
            yield git

    @cached_property
    def _place(self) -> Path:
        common = self._git.run("rev-parse", "--path-format=absolute", "--git-common-dir").removesuffix(b"\n")
        return self._state / hashlib.sha256(os.path.realpath(common)).hexdigest()[:32]

    @cached_property
    def _journal(self) -> Journal:
        return Journal(self._place / "journal.json")

    def _tip(self, git: Git, branch: str) -> str:
        found = commits.tip(git, branch) if branch.startswith("refs/heads/") else None
        if found is None:
            raise RepositoryError(
                f"there is no branch {branch} with a commit", where=self._where, hint="Run `git branch` to see what is."
            )
        return found

    def _refuse_other(self, target: Target) -> None:
        if Path(target.repository) != self._root:
            raise RepositoryError(f"the target is in another repository: {target.repository}", where=self._where)

    def _refuse_unapproved(self, proposal: Proposal, approval: Approval) -> None:
        if not approval.granted:
            raise RepositoryError("the change was rejected, so it can't be merged", where=self._where)
        if approval.tree != proposal.tree:
            raise RepositoryError(
                "the approval is for another version of the change",
                where=self._where,
                hint="Look at it with `syncopate show`, and approve this one.",
            )

    def _base_tree(self, git: Git, base: Base) -> str:
        if trees.commit_tree(git, base.commit) != base.tree:
            raise RepositoryError("the base's tree is not that of its commit", where=self._where)
        return base.tree

    def _refuse_outside(self, git: Git, proposal: Proposal, subpath: str) -> None:
        changes = trees.changes(git, self._base_tree(git, proposal.base), trees.subtree(git, proposal.tree, ""))
        outside = [change.path for change in changes if subpath and not change.path.startswith(f"{subpath}/")]
        if outside:
            raise RepositoryError(f"the change leads out of the target: {paths.shown(outside)}", where=self._where)

    def _refuse_unwritable(self, path: str, data: bytes | None, present: Mapping[str, Entry]) -> None:
        for part in (*paths.parents(path), path):
            entry = present.get(part)
            if entry and not entry.regular:
                raise RepositoryError(
                    "a symbolic link or submodule is in the way",
                    where=trouble.printable(part),
                    hint="Change it with git.",
                )
        if data is None and path not in present:
            raise RepositoryError("there is no such file to remove", where=trouble.printable(path))

    def _entry(self, data: bytes | None, present: Entry | None) -> Entry | None:
        if data is None:
            return None
        return Entry(present.mode if present else trees.FILE, trees.store(self._git, data))

    def _revertible(self, git: Git, oid: str, tip: str) -> Commit:
        found = commits.read(git, oid)
        if not commits.is_ancestor(git, found.oid, tip):
            raise RepositoryError(f"commit {oid} is not on the branch, so it can't be undone there", where=self._where)
        if len(found.parents) != 1:
            raise RepositoryError(
                f"commit {oid} has {len(found.parents)} parents, so there is no one change to undo",
                where=self._where,
                hint="Use `git revert`.",
            )
        return found

    def _undoing(self, git: Git, undone: Commit, tip: str) -> dict[str, Entry | None]:
        """What to write to undo a commit."""
        changes = trees.changes(git, trees.commit_tree(git, undone.parents[0]), undone.tree)
        now = trees.listing(git, tip)
        if changes and all(now.get(change.path) == change.old for change in changes):
            later = commits.since(git, undone.oid, tip)
            by = next((commit.oid for commit in later if commit.trailers.get(commits.REVERTS) == undone.oid), "hand")
            raise RepositoryError(f"commit {undone.oid} is undone already, by {by}", where=self._where)
        again = [change.path for change in changes if now.get(change.path) != change.new]
        if again:
            raise RepositoryError(
                f"what commit {undone.oid} changed was changed again since: {paths.shown(again)}",
                where=self._where,
                hint="Undo the later change first, or use `git revert` and resolve the conflict.",
            )
        return {change.path: change.old for change in changes}

    @property
    def _where(self) -> str:
        return trouble.printable(self._root)


def _own_commit(git: Git, request: Request, proposal: Proposal, tip: str) -> Commit | None:
    """The commit that an earlier call of the same merge made, if the branch has it."""
    ours = {commits.RUN: request.id, commits.TREE: proposal.tree}
    for commit in commits.since(git, proposal.base.commit, tip):
        made_by_us = commit.trailers == ours and commit.parents == (proposal.base.commit,)
        if made_by_us and commit.tree == proposal.tree:
            return commit
    return None


def _receipt(commit: str, tree: str, target: Target, *, work_tree_updated: bool) -> MergeReceipt:
    return MergeReceipt(commit=commit, tree=tree, branch=target.branch, work_tree_updated=work_tree_updated)
