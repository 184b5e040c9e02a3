"""From a path that a person gives to the content, the repository and the branch that it means."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.adapters.git import trouble
from agent.adapters.git.plumbing import Git
from agent.domain.request import Target, TargetKind
from agent.errors import ContentError, RepositoryError

# Outer content wins: a role inside a collection is changed as a part of its collection.
_MARKS = (
    (TargetKind.COLLECTION, ("galaxy.yml",)),
    (TargetKind.REPOSITORY, ("roles", "playbooks", "site.yml")),
    (TargetKind.ROLE, ("tasks/main.yml", "tasks/main.yaml", "meta/main.yml", "meta/main.yaml")),
)


@dataclass(frozen=True)
class Place:
    """Ansible content in a work tree.

    Attributes:
        root: absolute path of the work tree.
        subpath: POSIX path of the content inside it; empty when the content is the repository's root.
        kind: how the content is laid out.
    """

    root: Path
    subpath: str
    kind: TargetKind


def resolve(path: Path) -> Target:
    """Find the Ansible content that encloses ``path``, and the branch a change to it would land on.

    Args:
        path: a folder or file; symbolic links are followed.

    Returns:
        The nearest enclosing collection, else playbook repository, else role.

    Raises:
        RepositoryError: it doesn't exist, is not in the work tree of a git repository, or that has no commit or no
            branch checked out.
        ContentError: there is no Ansible content in it or above it.
    """
    place = locate(path)
    root, subpath, kind = place.root, place.subpath, place.kind
    git = Git(root)
    branch = _branch(git)
    if subpath and git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", f"HEAD:{subpath}") is None:
        raise RepositoryError(
            "nothing in here is committed yet",
            where=trouble.printable(root / subpath),
            hint="Run `git add` and `git commit` for it, since a change starts from a commit.",
        )
    return Target(repository=str(root), subpath=subpath, kind=kind, branch=branch)


def locate(path: Path) -> Place:
    """Find the Ansible content that encloses ``path``, whether or not anything of it is committed.

    Args:
        path: a folder or file; symbolic links are followed.

    Returns:
        The nearest enclosing collection, else playbook repository, else role.

    Raises:
        RepositoryError: it doesn't exist, or is not in the work tree of a git repository.
        ContentError: there is no Ansible content in it or above it.
    """
    with trouble.reported(path):
        real = Path(os.path.realpath(path, strict=True))
    folder = real if real.is_dir() else real.parent
    root = _work_tree(folder)
    with trouble.reported(folder):
        content, kind = _content(folder, root)
    subpath = content.relative_to(root).as_posix()
    subpath = "" if subpath == "." else subpath
    for part in (str(root), subpath):
        _must_be_text(part)
    return Place(root, subpath, kind)


def _work_tree(folder: Path) -> Path:
    git, where = Git(folder), trouble.printable(folder)
    try:
        bare, inside = git.line("rev-parse", "--is-bare-repository", "--is-inside-git-dir").split("\n")
    except RepositoryError as error:
        if "not a git repository" not in error.what:
            raise
        raise RepositoryError(
            "not inside a git repository",
            where=where,
            hint="Run `git init`, `git add -A` and `git commit` there first.",
        ) from error
    if bare == "true":
        raise RepositoryError(
            "this repository is bare: it has no work tree", where=where, hint="Clone it, and name the clone."
        )
    if inside == "true":
        raise RepositoryError("this is git's own folder", where=where, hint="Name the folder that your files are in.")
    root = Path(git.line("rev-parse", "--show-toplevel"))
    if not folder.is_relative_to(root):
        raise RepositoryError(
            f"the repository keeps its work tree elsewhere ({trouble.printable(root)})",
            where=where,
            hint="Name a folder in that work tree.",
        )
    return root


def _content(folder: Path, root: Path) -> tuple[Path, TargetKind]:
    for kind, marks in _MARKS:
        for candidate in _upwards(folder, root):
            if any((candidate / mark).exists() for mark in marks):
                return candidate, kind
    raise ContentError(
        "there is no Ansible content here: no galaxy.yml, roles/, playbooks/ or tasks/main.yml",
        where=trouble.printable(folder),
        hint="Name a collection, a role or a playbook repository.",
    )


def _upwards(folder: Path, root: Path) -> Iterator[Path]:
    while folder != root:
        yield folder
        folder = folder.parent
    yield root


def _branch(git: Git) -> str:
    where = trouble.printable(git.root)
    branch = git.ask("symbolic-ref", "--quiet", "HEAD")
    if branch is None:
        raise RepositoryError(
            "HEAD is detached, so there is no branch that a change could land on",
            where=where,
            hint="Run `git switch BRANCH`, or `git switch -c NEW-BRANCH` to start one here.",
        )
    if git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", "HEAD^{commit}") is None:
        raise RepositoryError(
            "the repository has no commit yet", where=where, hint="Run `git add -A` and `git commit` there first."
        )
    return branch


def _must_be_text(path: str) -> None:
    if os.fsencode(path).decode("utf-8", "replace") != path:
        raise RepositoryError(
            "the folder's name is not UTF-8", where=trouble.printable(path), hint="Rename it, or clone it elsewhere."
        )
