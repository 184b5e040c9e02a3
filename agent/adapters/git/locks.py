"""One process at a time: a lock that the kernel releases when its holder, and the git it started, are gone."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.adapters.git import trouble
from agent.errors import RunBusy

_POLL_SECONDS = 0.02


@contextmanager
def held(file: Path, *, seconds: float = 30.0) -> Iterator[int]:
    """Hold the lock ``file`` while the block lasts; yields its descriptor, for git processes to inherit.

    Raises:
        RunBusy: somebody else held it all the time.
        RepositoryError: the file can't be opened.
    """
    with trouble.reported(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor, file, seconds)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, file: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise RunBusy(
                    "another run is merging into this repository",
                    where=trouble.printable(file),
                    hint="Wait for it to end, then run the same command again.",
                ) from None
            time.sleep(_POLL_SECONDS)
        else:
            return
