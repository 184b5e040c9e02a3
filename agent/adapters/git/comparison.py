"""What is to be judged: two trees of the same content, and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from agent.adapters.git import paths, snapshot, trees, trouble, unpacking
from agent.adapters.git.plumbing import Git
from agent.adapters.git.snapshot import LeftOut, Snapshot
from agent.adapters.git.target import Place
from agent.errors import RepositoryError

_BETWEEN = ("...", "..")
_SHORT = 10


@dataclass(frozen=True)
class Comparison:
    """A change of some content, from one tree to another.

    Attributes:
        title: what is compared, in words.
        commit: the commit the change starts from; empty when there is none.
        before: id of the content's tree, without what lies around it.
        after: the same, with the change.
        left_out: files of the work tree that are not in ``after`` as they stand there.
        diff: unified diff of the two.
        paths: what differs, relative to the content.
    """

    title: str
    commit: str
    before: str
    after: str
    left_out: tuple[LeftOut, ...] = ()
    diff: str = ""
    paths: tuple[str, ...] = ()


def uncommitted(place: Place) -> Comparison:
    """The work tree against HEAD; everything in it when nothing is committed yet.

    Raises:
        RepositoryError: paths are unmerged, or git failed.
    """
    return _against_head(place, snapshot.of_work_tree, "uncommitted changes")


def staged(place: Place) -> Comparison:
    """The index against HEAD; all of it when nothing is committed yet.

    Raises:
        RepositoryError: paths are unmerged, or git failed.
    """
    return _against_head(place, snapshot.of_index, "staged changes")


def revision(place: Place, name: str) -> Comparison:
    """What a commit changed (against its first parent), or what lies between two.

    Between A and B: ``A..B``; what B changed since both were one: ``A...B``.

    Raises:
        RepositoryError: there is no such commit, or git failed.
    """
    git = Git(place.root)
    for dots in _BETWEEN:
        old, found, new = name.partition(dots)
        if found:
            first, last = _commit(git, old or "HEAD"), _commit(git, new or "HEAD")
            base = _merge_base(git, first, last) if dots == "..." else first
            return _compared(git, place, f"{base[:_SHORT]}..{last[:_SHORT]}", base, Snapshot(last))
    commit = _commit(git, name)
    parent = git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", f"{commit}^1") or ""
    return _compared(git, place, f"commit {commit[:_SHORT]}", parent, Snapshot(commit))


def is_revision(place: Place, name: str) -> bool:
    """Whether ``name`` stands for commits of the repository.

    Raises:
        RepositoryError: git failed.
    """
    git = Git(place.root)
    ends = next((name.split(dots, 1) for dots in _BETWEEN if dots in name), [name])
    return any(ends) and all(_find(git, end or "HEAD") is not None for end in ends)


def everything(place: Place, change: Comparison, kept: str) -> Comparison:
    """The same as ``change``, but starting from nothing but the file ``kept`` as it was before.

    Raises:
        RepositoryError: git failed.
    """
    git = Git(place.root)
    nothing = trees.empty(git)
    entry = trees.listing(git, change.before).get(kept)
    before = trees.build(git, nothing, {kept: entry}) if entry else nothing
    return _differing(git, replace(change, title="everything", before=before))


def unpacked(place: Place, change: Comparison, cache: Path) -> tuple[Path, Path]:
    """Return folders that hold the content before and after; they must not be written to.

    Raises:
        RepositoryError: they can't be written out.
    """
    git, name = Git(place.root), PurePosixPath(place.subpath).name
    before = unpacking.shelve(git, cache, change.before, name)
    return before, unpacking.shelve(git, cache, change.after, name, like=change.before)


def _against_head(place: Place, take: Callable[[Git, str], Snapshot], title: str) -> Comparison:
    git = Git(place.root)
    head = _find(git, "HEAD") or ""
    base = trees.commit_tree(git, head) if head else trees.empty(git)
    against = f"against {head[:_SHORT]}" if head else "(nothing is committed yet, so everything is new)"
    return _compared(git, place, f"{title} {against}", head, take(git, base))


def _compared(git: Git, place: Place, title: str, base: str, new: Snapshot) -> Comparison:
    nothing = trees.empty(git)
    before = _subtree(git, base, place.subpath) or nothing if base else nothing
    after = _subtree(git, new.tree, place.subpath)
    if after is None:
        raise RepositoryError(
            f"there is no folder '{place.subpath}' in it",
            where=title,
            hint="It lies elsewhere there, or was removed; check from the root of the repository.",
        )
    prefix = f"{place.subpath}/" if place.subpath else ""
    left_out = tuple(
        LeftOut(it.path.removeprefix(prefix), it.reason) for it in new.left_out if it.path.startswith(prefix)
    )
    return _differing(git, Comparison(title, base, before, after, left_out))


def _differing(git: Git, change: Comparison) -> Comparison:
    """Fill in what differs."""
    changed = tuple(it.path for it in trees.changes(git, change.before, change.after))
    misnamed = [path for path in changed if trouble.printable(path) != path]
    if misnamed:
        raise RepositoryError(
            "the name of a changed file is not UTF-8", where=paths.shown(misnamed), hint="Rename it, or ignore it."
        )
    return replace(change, diff=trees.diff(git, change.before, change.after), paths=changed)


def _subtree(git: Git, tree: str, subpath: str) -> str | None:
    """The content's tree, or ``None`` where there is none."""
    if not subpath:
        return trees.subtree(git, tree, "")
    found = git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", f"{tree}^{{tree}}:{subpath}")
    return found if found and git.line("cat-file", "-t", found) == "tree" else None


def _commit(git: Git, name: str) -> str:
    found = _find(git, name)
    if found is None:
        raise RepositoryError(
            f"there is no commit '{trouble.printable(name)}' here",
            where=trouble.printable(git.root),
            hint="Name a commit that `git log --all` lists, or a path that exists; a shallow clone has few commits.",
        )
    return found


def _find(git: Git, name: str) -> str | None:
    return git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}")


def _merge_base(git: Git, first: str, last: str) -> str:
    found = git.ask("merge-base", first, last)
    if found is None:
        raise RepositoryError(
            "the two have no commit in common", where=trouble.printable(git.root), hint="Compare them with two dots."
        )
    return found
