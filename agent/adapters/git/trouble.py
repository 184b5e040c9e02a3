"""What the operating system and git complain about, as errors a person can act on."""

from __future__ import annotations

import errno
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import RepositoryError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_FREE_SPACE = "Free some space on that disk, then run the same command again."
_PERMIT = "Make it writable for the user you run as, then run the same command again."
_HINTS = (
    (re.compile(r"No space left|File too large|Disk quota"), _FREE_SPACE),
    (re.compile(r"Permission denied|insufficient permission|Read-only file system"), _PERMIT),
    (re.compile(r"\.lock': File exists"), "Wait for the other git command, or remove that file if none is running."),
    (re.compile(r"promisor|transport '.*' not allowed"), "Fetch the missing objects with git first: a partial clone."),
    (re.compile(r"bad object|unable to read|corrupt|invalid sha1|invalid object"), "Run `git fsck` there."),
)


@contextmanager
def reported(where: Path) -> Iterator[None]:
    """Turn an operating system's error into a :class:`RepositoryError` about ``where``."""
    try:
        yield
    except OSError as error:
        named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else where
        # A name relative to a descriptor would tell nobody anything.
        place = named if named.is_absolute() else where
        raise RepositoryError(
            error.strerror or str(error), where=printable(place), hint=_hint_for(error.errno)
        ) from error


def from_git(command: str, returncode: int, stderr: bytes, where: Path) -> RepositoryError:
    """The error for a git command that failed."""
    said = printable(stderr).strip()
    if "dubious ownership" in said:
        return RepositoryError(
            "the repository belongs to another user, so git refuses to work in it",
            where=printable(where),
            hint=f"If you trust it, run `git config --global --add safe.directory {printable(where)}`.",
        )
    if returncode < 0:
        ended = signal.Signals(-returncode).name
        hint = _FREE_SPACE if -returncode == signal.SIGXFSZ else ""
        return RepositoryError(f"git {command} was ended by {ended}", where=printable(where), hint=hint)
    hint = next((hint for pattern, hint in _HINTS if pattern.search(said)), "")
    return RepositoryError(f"git {command} failed: {said or returncode}", where=printable(where), hint=hint)


def printable(text: str | bytes | Path) -> str:
    """Any file name or message of git as text that every terminal and every encoder accepts."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _hint_for(number: int | None) -> str:
    if number in _FULL:
        return _FREE_SPACE
    return _PERMIT if number in _FORBIDDEN else ""
