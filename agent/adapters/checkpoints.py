"""Checkpoints in SQLite: a run goes on where it was, in whatever process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from agent.errors import RunBusy, StateError

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite import SqliteSaver


@contextmanager
def checkpoints(state: Path) -> Iterator[SqliteSaver]:
    """Open the store of all runs.

    Args:
        state: the folder that holds it; made when absent.

    Raises:
        StateError: the folder can't be written, the disk is full, or the database is damaged.
    """
    from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415 - costs 0.5 s, runs only

    file = state / "runs.sqlite"
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unusable(file, error) from error
    try:
        with closing(sqlite3.connect(file, check_same_thread=False, timeout=30)) as connection:
            saver = SqliteSaver(connection)
            saver.setup()
            yield saver
    except sqlite3.Error as error:
        raise _unusable(file, error) from error


def _unusable(file: Path, error: Exception) -> StateError:
    hint = "make the folder writable, free some disk space, or name another by SYNCOPATE_STATE"
    return StateError(f"runs can't be kept: {error}", where=str(file), hint=hint)


def run_ids(saver: SqliteSaver) -> tuple[str, ...]:
    """The ids of all runs, newest first."""
    with saver.cursor(transaction=False) as cursor:
        rows = cursor.execute("SELECT thread_id FROM checkpoints GROUP BY thread_id ORDER BY max(checkpoint_id) DESC")
        return tuple(row[0] for row in rows.fetchall())


@contextmanager
def exclusive(state: Path, run_id: str) -> Iterator[None]:
    """Hold a run for this process alone.

    Raises:
        RunBusy: another process holds it.
    """
    folder = state / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / f"{run_id}.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise RunBusy("another process works on this run", where=run_id, hint="wait for it to end") from error
    except OSError as error:
        raise StateError(f"runs can't be locked: {error}", where=str(folder), hint="make it writable") from error
    try:
        yield
    finally:
        lock.release()
