"""Trees: listing, comparing and building them, by object id, without a work tree."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.adapters.git import paths, trouble
from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError

FILE = "100644"
EXECUTABLE = "100755"
SYMLINK = "120000"
SUBMODULE = "160000"
RAW = ("-z", "--raw", "--no-abbrev", "--no-renames")
_NOTHING = "000000"


@dataclass(frozen=True)
class Entry:
    """What a path holds: git's mode as six digits, and the object's id."""

    mode: str
    oid: str

    @property
    def regular(self) -> bool:
        """Whether it is an ordinary file."""
        return self.mode in {FILE, EXECUTABLE}


@dataclass(frozen=True)
class Change:
    """A path whose entry differs between two trees; ``None`` where it is absent."""

    path: str
    old: Entry | None
    new: Entry | None


def commit_tree(git: Git, commit: str) -> str:
    """The root tree of a commit.

    Raises:
        RepositoryError: there is no such commit.
    """
    return _verified(git, f"{commit}^{{tree}}", f"commit {commit} does not exist here")


def subtree(git: Git, tree: str, subpath: str) -> str:
    """The id of the tree at ``subpath``.

    Raises:
        RepositoryError: there is no tree there.
    """
    absent = f"there is no folder '{trouble.printable(subpath)}' in tree {tree}"
    root = _verified(git, f"{tree}^{{tree}}", f"tree {tree} does not exist here")
    if not subpath:
        return root
    found = _verified(git, f"{root}:{paths.checked(subpath)}", absent)
    if git.line("cat-file", "-t", found) != "tree":
        raise RepositoryError(absent, where=trouble.printable(git.root))
    return found


def listing(git: Git, tree: str) -> dict[str, Entry]:
    """Every file, link and submodule of a tree, by path.

    Raises:
        RepositoryError: there is no such tree.
    """
    found = {}
    for record in git.run("ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0")[:-1]:
        head, _, path = record.partition(b"\t")
        mode, _kind, oid = head.decode().split()
        found[os.fsdecode(path)] = Entry(mode, oid)
    return found


def changes(git: Git, old: str, new: str) -> tuple[Change, ...]:
    """What differs between two trees, by path.

    Raises:
        RepositoryError: one of them does not exist.
    """
    return parsed(git.run("diff-tree", "-r", *RAW, old, new))


def parsed(raw: bytes) -> tuple[Change, ...]:
    """Read what git's ``diff-`` commands print when asked with :data:`RAW`."""
    fields = raw.split(b"\0")
    found = []
    for head, path in zip(fields[:-1:2], fields[1::2], strict=False):
        old_mode, new_mode, old_oid, new_oid, _status = head.decode().removeprefix(":").split()
        found.append(Change(os.fsdecode(path), _entry(old_mode, old_oid), _entry(new_mode, new_oid)))
    return tuple(found)


def diff(git: Git, old: str, new: str) -> str:
    r"""The unified diff of two trees as git prints it.

    Attributes can't hide a change as "binary" and no program is asked to show it; bytes that are not UTF-8 are shown as
    ``\xNN``.

    Raises:
        RepositoryError: one of the trees does not exist.
    """
    options = ("-p", "-U3", "--no-ext-diff", "--no-textconv", "--text", "--no-color", "--no-renames", "--full-index")
    return git.run("diff-tree", "-r", *options, old, new).decode("utf-8", "backslashreplace")


def empty(git: Git) -> str:
    """The id of the tree without a file, which is stored.

    Raises:
        RepositoryError: git could not write it.
    """
    return git.run("hash-object", "-w", "-t", "tree", "--stdin").decode().strip()


def store(git: Git, data: bytes) -> str:
    """Store bytes as a blob, unfiltered, and return its id.

    Raises:
        RepositoryError: git could not write it.
    """
    return git.run("hash-object", "-w", "-t", "blob", "--no-filters", "--stdin", stdin=data).decode().strip()


def build(git: Git, tree: str, updates: Mapping[str, Entry | None]) -> str:
    """Store the tree that is ``tree`` with ``updates`` made (``None`` removes), and return its id.

    Raises:
        RepositoryError: a path would replace a folder or lie below a file, or git could not write it.
    """
    blocked = in_the_way(updates, listing(git, tree))
    if blocked:
        raise RepositoryError(
            "a file and a folder can't have the same name", where=paths.shown(blocked), hint="Choose another path."
        )
    with trouble.reported(git.root), tempfile.TemporaryDirectory(prefix="syncopate-index-") as scratch:
        index = Path(scratch) / "index"
        git.on_index(index, "read-tree", tree)
        git.on_index(index, "update-index", "-z", "--index-info", stdin=index_info(updates, len(tree)))
        return git.on_index(index, "write-tree").decode().strip()


def in_the_way(updates: Mapping[str, object], present: Collection[str]) -> set[str]:
    """The paths that can't be written because a folder has their name, or a file that of a folder above them."""
    written = {path for path, value in updates.items() if value is not None}
    remaining = written | {path for path in present if path not in updates}
    taken = paths.folders(remaining)
    return {path for path in written if path in taken or any(folder in remaining for folder in paths.parents(path))}


def index_info(updates: Mapping[str, Entry | None], width: int) -> bytes:
    """The lines that ``git update-index -z --index-info`` reads; ``width`` is the length of an object id."""
    lines = []
    for path, entry in updates.items():
        written = entry or Entry("0", "0" * width)
        lines.append(f"{written.mode} {written.oid}\t".encode() + os.fsencode(path) + b"\0")
    return b"".join(lines)


def _entry(mode: str, oid: str) -> Entry | None:
    return None if mode == _NOTHING else Entry(mode, oid)


def _verified(git: Git, name: str, absent: str) -> str:
    found = git.ask("rev-parse", "--quiet", "--verify", "--end-of-options", name)
    if found is None:
        raise RepositoryError(absent, where=trouble.printable(git.root))
    return found
