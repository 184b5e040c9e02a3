"""Files of the user's work tree: looked at and replaced, never through a symbolic link, never half."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from agent.adapters.git import paths

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Kind(Enum):
    """What stands at a path."""

    ABSENT = auto()
    FILE = auto()
    OTHER = auto()
    """A folder, link or device; or something that is no folder stands above."""


@dataclass(frozen=True)
class Found:
    """What stands at a path, with a file's bytes and status."""

    kind: Kind
    data: bytes = b""
    status: os.stat_result | None = None

    @property
    def executable(self) -> bool:
        """Whether its owner may execute it, which is what git records."""
        return self.status is not None and bool(self.status.st_mode & stat.S_IXUSR)


def look(root: Path, path: str) -> Found:
    """What stands at ``path`` below ``root``.

    Raises:
        OSError: it can't be read.
    """
    try:
        with _holder(root, path) as (folder, name):
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode):
                return Found(Kind.OTHER, status=status)
            with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder), "rb") as file:
                return Found(Kind.FILE, file.read(), status)
    except FileNotFoundError:
        return Found(Kind.ABSENT)
    except (NotADirectoryError, _LinkInTheWay):
        return Found(Kind.OTHER)


def on_one_disk(root: Path, path: str) -> bool:
    """Whether ``path``, as far as it exists, is on the file system of ``root``, so that a file can be moved there."""
    device = root.stat().st_dev
    above = [root / folder for folder in (*paths.parents(path), path)]
    return all(folder.lstat().st_dev == device for folder in above if os.path.lexists(folder))


def place(root: Path, path: str, staged: Path, *, replace: bool) -> None:
    """Move the file ``staged`` to ``path``, creating folders.

    Raises:
        FileExistsError: something is there and ``replace`` is false.
        OSError: it can't be moved, or a symbolic link is in the way.
    """
    with _holder(root, path, create=True) as (folder, name):
        if replace:
            os.replace(staged, name, dst_dir_fd=folder)
        else:
            os.link(staged, name, dst_dir_fd=folder)
            staged.unlink()
        os.fsync(folder)


def remove(root: Path, path: str) -> None:
    """Remove the file at ``path`` and the folders that are empty then, as git does.

    Raises:
        OSError: it can't be removed, or a symbolic link is in the way.
    """
    with _holder(root, path) as (folder, name):
        os.unlink(name, dir_fd=folder)
        os.fsync(folder)
    with suppress(OSError):  # the first folder that is not empty ends it
        for parent in reversed(list(paths.parents(path))):
            with _holder(root, parent) as (folder, name):
                os.rmdir(name, dir_fd=folder)


class _LinkInTheWay(OSError):
    """A folder on the way is a symbolic link."""


@contextmanager
def _holder(root: Path, path: str, *, create: bool = False) -> Iterator[tuple[int, str]]:
    """Open the folder that holds ``path`` step by step; yields its descriptor and the last part of the path."""
    *folders, name = path.split("/")
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(folder, dir_fd=descriptor)
            below = _open_below(descriptor, folder)
            os.close(descriptor)
            descriptor = below
        yield descriptor, name
    finally:
        os.close(descriptor)


def _open_below(descriptor: int, folder: str) -> int:
    if stat.S_ISLNK(os.stat(folder, dir_fd=descriptor, follow_symlinks=False).st_mode):
        raise _LinkInTheWay(f"{folder} is a symbolic link")
    return os.open(folder, _FOLDER, dir_fd=descriptor)
