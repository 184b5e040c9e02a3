"""Shows two trees to a tool under one path, each to a child process of its own.

Tools cache what they read and quote paths in their messages, so a before and an after are only comparable when each is
seen by a fresh process and stands at the same place, ``/work/tree``. Forking keeps the costly imports.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Job = TypeVar("Job")

RESULTS = 3
"""The descriptor that carries the results; what is judged must not inherit it."""
TREE = Path("/work/tree")


def isolated(tree: str, work: Callable[[Job], Any], job: Job) -> Any:
    """Do ``work`` on a tree in a child process.

    Args:
        tree: the folder that ``/work/tree`` shall stand for.
        work: what the child does; its result must be JSON.
        job: its argument.

    Raises:
        SystemExit: the child died before it had a result; its traceback is on standard error.
    """
    TREE.unlink(missing_ok=True)
    TREE.symlink_to(tree)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(RESULTS)
            os.close(reader)
            with os.fdopen(writer, "w", encoding="utf-8") as pipe:
                json.dump(work(job), pipe)
            status = 0
        except BaseException:  # noqa: BLE001 - a forked child must never fall through into its parent's code
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise SystemExit(f"a child process ended with wait status {status}")
    return json.loads(said)


def report(results: Any) -> None:
    """Send the results out of the sandbox."""
    with os.fdopen(RESULTS, "w", encoding="utf-8") as pipe:
        json.dump(results, pipe)
