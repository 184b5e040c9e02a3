"""What a person has not committed yet, as trees: the index, or the work tree with what git does not ignore.

Everything is read by plumbing: the index stays as it is, and no hook, filter or fsmonitor runs.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.adapters.git import paths, trees, trouble, unpacking, work_files
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Entry
from agent.adapters.git.work_files import Kind
from agent.errors import RepositoryError

_SHA1_WIDTH = 40


@dataclass(frozen=True)
class LeftOut:
    """A file that is not in a snapshot as it stands in the work tree, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """A tree that holds what was looked at; what is left out is there as git last had it, or not at all."""

    tree: str
    left_out: tuple[LeftOut, ...] = ()


def of_index(git: Git, base: str) -> Snapshot:
    """The tree that the index would commit.

    Args:
        git: git in the root of a work tree.
        base: the tree it is compared with.

    Raises:
        RepositoryError: paths are unmerged, or git failed.
    """
    index = _index(git)
    _refuse_unmerged(git, git.on_index(index, "ls-files", "--unmerged", "-z"))
    staged = trees.parsed(git.on_index(index, "diff-index", "--cached", "--ita-invisible-in-index", *trees.RAW, base))
    return Snapshot(trees.build(git, base, {change.path: change.new for change in staged}))


def of_work_tree(git: Git, base: str) -> Snapshot:
    """The tree of all files of the work tree that git knows or does not ignore.

    Files are taken byte for byte. One that differs from what git has by its line ends alone is unchanged, since git
    may have converted it; one that goes through a filter is left out, since only the filter knows what git would store.

    Args:
        git: git in the root of a work tree.
        base: the tree it is compared with.

    Raises:
        RepositoryError: paths are unmerged, or git failed.
    """
    _refuse_unmerged(git, git.run("ls-files", "--unmerged", "-z"))
    present = trees.listing(git, base)
    with trouble.reported(git.root), tempfile.TemporaryDirectory(prefix="syncopate-snapshot-") as scratch:
        looking = _Looking(git, present, Path(scratch), len(base))
        wanted = dict(looking.tracked())
        wanted.update(looking.untracked())
        updates: dict[str, Entry | None] = {path: new for path, new in wanted.items() if present.get(path) != new}
        updates |= {path: None for path in present if path not in wanted}
        looking.leave_filtered(updates)
        looking.store(updates)
    return Snapshot(trees.build(git, base, updates), tuple(looking.left_out))


class _Looking:
    """Looks at the files of a work tree, and keeps what git does not have yet."""

    def __init__(self, git: Git, present: Mapping[str, Entry], scratch: Path, width: int) -> None:
        self.left_out: list[LeftOut] = []
        self._git = git
        self._present = present
        self._scratch = scratch
        self._width = width
        self._index: dict[str, Entry] = {}
        self._kept: dict[str, Path] = {}
        self._modes = git.ask("config", "--type=bool", "--get", "core.fileMode") != "false"

    def tracked(self) -> Iterator[tuple[str, Entry]]:
        """What stands in the work tree for each entry of the index."""
        for record in self._git.run("ls-files", "-v", "--stage", "-z").split(b"\0")[:-1]:
            head, _, name = record.partition(b"\t")
            tag, mode, oid, _stage = head.decode().split()
            path, entry = os.fsdecode(name), Entry(mode, oid)
            self._index[path] = entry
            # skip-worktree, assume-unchanged and submodules: git does not look either
            found = entry if tag != "H" or mode == trees.SUBMODULE else self._look(path, entry)
            if found is not None:
                yield path, found

    def untracked(self) -> Iterator[tuple[str, Entry]]:
        """Every other file that git does not ignore."""
        for name in self._git.run("ls-files", "--others", "--exclude-standard", "-z").split(b"\0")[:-1]:
            path = os.fsdecode(name)
            if path.endswith("/"):
                self._leave(path.removesuffix("/"), "it is a repository of its own")
            elif (found := self._look(path, None)) is not None:
                yield path, found

    def leave_filtered(self, updates: dict[str, Entry | None]) -> None:
        """Take out of ``updates`` what goes through a filter, such as that of Git LFS."""
        asked = b"".join(os.fsencode(path) + b"\0" for path, entry in updates.items() if entry)
        fields = self._git.run("check-attr", "-z", "--stdin", "filter", stdin=asked).split(b"\0")
        for name, value in zip(fields[:-1:3], fields[2::3], strict=False):
            if value not in {b"unspecified", b"unset"}:
                path = os.fsdecode(name)
                self._leave(path, f"it goes through the filter {trouble.printable(value)}, and no filter is run")
                del updates[path]
                if path in self._index and self._index[path] != self._present.get(path):
                    updates[path] = self._index[path]

    def store(self, updates: Mapping[str, Entry | None]) -> None:
        """Give git the contents that ``updates`` need and it does not have."""
        names = "".join(f"{file}\n" for path, file in self._kept.items() if updates.get(path))
        if names:
            self._git.run("hash-object", "-w", "-t", "blob", "--no-filters", "--stdin-paths", stdin=os.fsencode(names))

    def _look(self, path: str, known: Entry | None) -> Entry | None:
        """The entry for what stands at a path; ``None`` when that is nothing git would store."""
        file = self._git.root / path
        try:
            status = file.lstat()
            if stat.S_ISLNK(status.st_mode):
                text = os.readlink(file)  # noqa: PTH115 -- a Path would tidy it up
                return Entry(trees.SYMLINK, self._oid(path, os.fsencode(text), trees.SYMLINK))
            if stat.S_ISREG(status.st_mode) and status.st_size > unpacking.LARGEST:
                self._leave(path, f"it is larger than {unpacking.LARGEST >> 20} MiB")
                return known
            found = work_files.look(self._git.root, path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._leave(path, f"it can't be read: {error.strerror}")
            return known
        if found.kind is not Kind.FILE:
            return None
        mode = trees.EXECUTABLE if found.executable else trees.FILE
        if not self._modes:
            mode = known.mode if known and known.regular else trees.FILE
        return Entry(mode, self._oid(path, found.data, mode))

    def _oid(self, path: str, data: bytes, mode: str) -> str:
        """The blob's id, kept to be stored unless git has it."""
        known = [entry.oid for entry in (self._index.get(path), self._present.get(path)) if entry]
        oid = _blob_id(data, self._width)
        if oid in known:
            return oid
        if mode != trees.SYMLINK and b"\r\n" in data:
            converted = _blob_id(data.replace(b"\r\n", b"\n"), self._width)
            if converted in known:
                return converted
        self._kept[path] = self._scratch / str(len(self._kept))
        self._kept[path].write_bytes(data)
        return oid

    def _leave(self, path: str, reason: str) -> None:
        self.left_out.append(LeftOut(trouble.printable(path), reason))


def _index(git: Git) -> Path:
    """The index of a commit that is being made (``git commit -a`` tells its hooks of another), else the usual one."""
    during_commit = os.environ.get("GIT_INDEX_FILE")
    if during_commit:
        return git.root / during_commit
    return Path(git.line("rev-parse", "--path-format=absolute", "--git-path", "index"))


def _refuse_unmerged(git: Git, listed: bytes) -> None:
    unmerged = {os.fsdecode(record.partition(b"\t")[2]) for record in listed.split(b"\0")[:-1]}
    if unmerged:
        raise RepositoryError(
            f"a merge is not finished: {paths.shown(unmerged)}",
            where=trouble.printable(git.root),
            hint="Resolve the conflicts and `git add` the files, then run the same command again.",
        )


def _blob_id(data: bytes, width: int) -> str:
    digest = hashlib.sha1(usedforsecurity=False) if width == _SHA1_WIDTH else hashlib.sha256()
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()
