"""Literal includes: which task files a task file leads to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.content.keywords import short_name
from knowledge.content.model import Task, TaskFile

_INCLUDES = frozenset({"include_tasks", "import_tasks"})


def literal_path(task: Task) -> str | None:
    """Return the file a task includes, unless it is templated or the task includes none."""
    if short_name(task.module) not in _INCLUDES:
        return None
    path = task.args.get("_raw_params", task.args.get("file"))
    return path if isinstance(path, str) and path and "{{" not in path and "{%" not in path else None


def resolve(target: str, includer: str, role: str | None) -> tuple[str, ...]:
    """Return where Ansible looks for an included file, in order, as paths relative to the root.

    Args:
        target: the path as written.
        includer: path of the file with the include.
        role: folder of the role it belongs to; ``None`` outside roles.
    """
    folders = [posixpath.dirname(includer)]
    if role is not None:
        folders += [posixpath.join(role, "tasks"), role]
    found = (posixpath.normpath(posixpath.join(folder, target)) for folder in folders)
    return tuple(dict.fromkeys(path for path in found if not path.startswith(("../", "/"))))


def missing(task_files: Iterable[TaskFile], role: str | None, files: frozenset[str]) -> Iterator[str]:
    """Yield existing files that the task files include and that are not among them."""
    known = {task_file.path for task_file in task_files}
    for task_file in task_files:
        for task in task_file.walk():
            target = literal_path(task)
            if target is None:
                continue
            path = next((path for path in resolve(target, task_file.path, role) if path in files), None)
            if path is not None and path not in known:
                known.add(path)
                yield path


def conditions(task: Task) -> tuple[str, ...]:
    """Return the ``when`` expressions a task stands under: its blocks' and its own."""
    return tuple(text for holder in (*task.blocks, task) for text in _expressions(holder.keywords.get("when")))


def _expressions(when: Any) -> tuple[str, ...]:
    if when is None:
        return ()
    return tuple(str(item) for item in (when if isinstance(when, list) else [when]))
