"""Commits: made from a tree, and recognised by the trailers they were made with."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent.adapters.git import blobs, trouble
from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError

RUN = "Syncopate-Run"
TREE = "Syncopate-Tree"
REVERTS = "Syncopate-Reverts"
_FIT = re.compile(r"[\w.:@+-]+", re.ASCII)
_LOOK_BACK = "1000"


@dataclass(frozen=True)
class Commit:
    """A commit as stored; ``trailers`` are those of its last paragraph."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    trailers: Mapping[str, str]


def create(git: Git, tree: str, parent: str, message: str, trailers: Mapping[str, str]) -> str:
    """Store a commit (no branch moves) whose message ends with ``trailers``, and return its id.

    Raises:
        RepositoryError: a trailer's value is not one plain word, or git refused.
    """
    for key, value in trailers.items():
        if not _FIT.fullmatch(value):
            raise RepositoryError(f"{key} can't be {value!r} in a commit message", where=trouble.printable(git.root))
    lines = "".join(f"{key}: {value}\n" for key, value in trailers.items())
    text = f"{message.strip()}\n\n{lines}".encode("utf-8", "backslashreplace")
    return git.run("commit-tree", tree, "-p", parent, "-F", "-", stdin=text).decode().strip()


def since(git: Git, base: str, tip: str) -> tuple[Commit, ...]:
    """The commits that ``tip`` has and ``base`` has not, newest first, at most 1000.

    Raises:
        RepositoryError: one of them does not exist.
    """
    listed = git.run("rev-list", f"--max-count={_LOOK_BACK}", "--end-of-options", f"{base}..{tip}")
    with blobs.reading(git) as reader:
        return tuple(_parse(oid, reader.read(oid)) for oid in listed.decode().split())


def read(git: Git, oid: str) -> Commit:
    """One commit by its full or abbreviated id.

    Raises:
        RepositoryError: there is no such commit.
    """
    found = git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", f"{oid}^{{commit}}")
    if found is None:
        raise RepositoryError(f"commit {oid} does not exist here", where=trouble.printable(git.root))
    with blobs.reading(git) as reader:
        return _parse(found, reader.read(found))


def is_ancestor(git: Git, older: str, newer: str) -> bool:
    """Whether ``newer`` is ``older`` or has it in its past.

    Raises:
        RepositoryError: one of them does not exist.
    """
    return git.ask("merge-base", "--is-ancestor", older, newer) is not None


def tip(git: Git, branch: str) -> str | None:
    """The commit a branch points to, or ``None``.

    Raises:
        RepositoryError: git failed.
    """
    return git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", f"{branch}^{{commit}}")


def _parse(oid: str, data: bytes) -> Commit:
    head, _, body = data.partition(b"\n\n")
    fields = [line.partition(b" ")[::2] for line in head.split(b"\n")]
    tree = next(value.decode() for key, value in fields if key == b"tree")
    parents = tuple(value.decode() for key, value in fields if key == b"parent")
    last = os.fsdecode(body).rstrip("\n").rpartition("\n\n")[2]
    trailers = dict(line.split(": ", 1) for line in last.split("\n") if ": " in line)
    return Commit(oid, tree, parents, trailers)
