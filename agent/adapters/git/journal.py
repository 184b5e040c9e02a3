"""What is about to be done to a branch and its work trees, on disk before the branch moves."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from agent.adapters.git import trouble
from agent.domain.value import Value
from agent.errors import RepositoryError


class Intent(Value):
    """A branch's move, with enough to finish it or to forget it.

    Attributes:
        token: unique to this move; names its temporary files and marks its index locks.
        branch: full ref name.
        old: commit before.
        new: commit after.
        work_trees: hexadecimal file names of the work trees that have the branch checked out.
    """

    token: str
    branch: str
    old: str
    new: str
    work_trees: tuple[str, ...]

    @property
    def roots(self) -> tuple[Path, ...]:
        """The work trees as paths."""
        return tuple(Path(os.fsdecode(bytes.fromhex(name))) for name in self.work_trees)


class Journal:
    """At most one :class:`Intent`, kept in ``file``."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def pending(self) -> bool:
        """Whether a move was begun and not ended."""
        return self._file.exists()

    def read(self) -> Intent | None:
        """The intent, or ``None``.

        Raises:
            RepositoryError: the file is unreadable.
        """
        with trouble.reported(self._file):
            try:
                return Intent.model_validate_json(self._file.read_bytes())
            except FileNotFoundError:
                return None
            except ValidationError as error:
                raise RepositoryError(
                    "the journal of an interrupted merge is damaged",
                    where=trouble.printable(self._file),
                    hint="Compare the work tree with `git status`, then remove that file.",
                ) from error

    def write(self, intent: Intent) -> None:
        """Store the intent; when this returns it survives a power failure.

        Raises:
            RepositoryError: it can't be written.
        """
        partial = self._file.with_suffix(".partial")
        with trouble.reported(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with partial.open("wb") as out:
                    out.write(intent.model_dump_json().encode())
                    out.flush()
                    os.fsync(out.fileno())
                partial.replace(self._file)
            except OSError:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
                raise
            self._sync_folder()

    def forget(self) -> None:
        """Drop the intent.

        Raises:
            RepositoryError: it can't be removed.
        """
        with trouble.reported(self._file):
            self._file.unlink(missing_ok=True)
            self._sync_folder()

    def _sync_folder(self) -> None:
        descriptor = os.open(self._file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
