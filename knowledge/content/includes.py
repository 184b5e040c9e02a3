"""Literal includes: which task files a task file leads to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.content.keywords import short_name
from knowledge.content.model import Role, Task, TaskFile

_INCLUDES = frozenset({"include_tasks", "import_tasks"})


@dataclass(frozen=True)
class Reached:
    """A task file that runs, and the conditions of the includes and blocks that lead to it, outermost first."""

    task_file: TaskFile
    conditions: tuple[str, ...] = ()


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


def reach(role: Role) -> tuple[Reached, ...]:
    """Return the task files that ``tasks/main.yml`` leads to by literal includes, in the order they first run."""
    by_path = {task_file.path: task_file for task_file in role.task_files}
    prefix = f"{role.path}/" if role.path else ""
    main = next((path for path in by_path if path.startswith(f"{prefix}tasks/main")), None)
    reached: dict[str, Reached] = {}
    pending = [Reached(by_path[main])] if main else []
    while pending:
        here = pending.pop()
        if here.task_file.path in reached:
            continue
        reached[here.task_file.path] = here
        further = []
        for task in here.task_file.walk():
            target = literal_path(task)
            for path in resolve(target, here.task_file.path, role.path) if target else ():
                if path in by_path:
                    further.append(Reached(by_path[path], here.conditions + conditions(task)))
                    break
        pending.extend(reversed(further))
    return tuple(reached.values())


def reachable(role: Role) -> tuple[TaskFile, ...]:
    """Return the task files that ``tasks/main.yml`` leads to by literal includes, itself first."""
    return tuple(reached.task_file for reached in reach(role))


def conditions(task: Task) -> tuple[str, ...]:
    """Return the ``when`` expressions a task stands under: its blocks' and its own."""
    return tuple(text for holder in (*task.blocks, task) for text in _expressions(holder.keywords.get("when")))


def _expressions(when: Any) -> tuple[str, ...]:
    if when is None:
        return ()
    return tuple(str(item) for item in (when if isinstance(when, list) else [when]))


def role_of(path: str, roles: Iterable[Role]) -> Role | None:
    """Return the role a file belongs to; ``None`` outside roles."""
    for role in roles:
        if not role.path or path.startswith(f"{role.path}/"):
            return role
    return None
