"""The user's index: locked as git locks it, and moved on for some paths while every other entry stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from agent.adapters.git import trees, trouble
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Entry
from agent.errors import WorkTreeDirty


@dataclass(frozen=True)
class Staged:
    """An index entry; ``plain`` unless it is unmerged, or marked skip-worktree or assume-unchanged."""

    entry: Entry
    plain: bool


class Index:
    """The index of one work tree.

    Args:
        git: git in that work tree.
        token: marks our lock, so that one left by a crash is known as ours.
    """

    def __init__(self, git: Git, token: str) -> None:
        self._git = git
        self._mark = f"syncopate {token}\n".encode()
        self._file = Path(git.line("rev-parse", "--path-format=absolute", "--git-path", "index"))
        self._lock = self._file.with_name(self._file.name + ".lock")
        self._next = self._file.with_name(f"{self._file.name}.syncopate-{token}")
        self._ours = self._file.with_name(f"syncopate-lock-{token}")

    def entries(self) -> dict[str, Staged]:
        """Every entry by path.

        Raises:
            RepositoryError: the index is damaged.
        """
        found: dict[str, Staged] = {}
        for record in self._git.run("ls-files", "-v", "--stage", "-z").split(b"\0")[:-1]:
            head, _, path = record.partition(b"\t")
            tag, mode, oid, stage = head.decode().split()
            found[os.fsdecode(path)] = Staged(Entry(mode, oid), plain=tag == "H" and stage == "0")
        return found

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep git's other processes from changing the index while the block lasts.

        Raises:
            WorkTreeDirty: another git process has it locked.
            RepositoryError: the lock can't be made.
        """
        with trouble.reported(self._lock):
            _write_through(self._ours, self._mark)
            try:
                # A link, so that the lock holds our mark from its first moment on.
                os.link(self._ours, self._lock)
            except FileExistsError:
                raise WorkTreeDirty(
                    "another git command has the index locked",
                    where=trouble.printable(self._lock),
                    hint="Wait for it to end; if no git is running, remove that file.",
                ) from None
            finally:
                self._ours.unlink()
        try:
            yield
        finally:
            self.clean()

    def prepare(self, updates: Mapping[str, Entry | None], width: int) -> None:
        """Write the next index beside the present one; ``width`` is the length of an object id.

        Raises:
            RepositoryError: it can't be written.
        """
        with trouble.reported(self._next):
            shutil.copy2(self._file, self._next)
            status = self._file.stat()
            lines = trees.index_info(updates, width)
            self._git.on_index(self._next, "update-index", "-z", "--index-info", stdin=lines)
            # Git takes a file for unchanged whose status is as recorded, unless it is as young as the index. So the
            # next index must not look younger than the one in which the user's entries were recorded.
            os.utime(self._next, ns=(status.st_atime_ns, status.st_mtime_ns))
            with self._next.open("rb") as written:
                os.fsync(written.fileno())

    def advance(self) -> None:
        """Put the prepared index in the present one's place.

        Raises:
            RepositoryError: it can't be moved.
        """
        with trouble.reported(self._file):
            self._next.replace(self._file)

    def clean(self) -> None:
        """Remove our lock and whatever else we left beside the index.

        Raises:
            RepositoryError: something can't be removed.
        """
        with trouble.reported(self._file):
            for left in (self._next, self._next.with_name(self._next.name + ".lock"), self._ours):
                left.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                if self._lock.read_bytes() == self._mark:
                    self._lock.unlink()


def _write_through(file: Path, data: bytes) -> None:
    with file.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
