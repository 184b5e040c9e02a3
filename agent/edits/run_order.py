"""Content -> its tasks in the order they would run, as far as that can be read from the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.content.includes import literal_path, resolve
from knowledge.content.model import Content, Role, Task, TaskFile


def run_order(content: Content) -> Iterator[Task]:
    """Yield every task once: roles in the order of the plays that use them, then the rest by name; blocks too."""
    done: set[str] = set()
    for play in content.plays:
        for reference in play.roles:
            role = role_named(content, reference.name)
            if role is not None and role.name not in done:
                done.add(role.name)
                yield from role_order(role)
        for task_file in play.task_files:
            yield from task_file.walk()
    for name in sorted(content.roles.keys() - done):
        yield from role_order(content.roles[name])


def role_order(role: Role) -> Iterator[Task]:
    """Yield a role's tasks: from ``tasks/main.yml`` through literal includes, then files not reached, then handlers."""
    files = {task_file.path: task_file for task_file in role.task_files}
    done: set[str] = set()
    for task_file in role.task_files:
        yield from _through_includes(role, task_file, files, done)
    yield from role.handlers()


def included(role: Role, task: Task, paths: Iterable[str]) -> str | None:
    """The one of ``paths`` that a task includes by a literal path."""
    target = literal_path(task)
    found = resolve(target, task.place.path, role.path) if target else ()
    return next((path for path in found if path in paths), None)


def role_named(content: Content, name: str) -> Role | None:
    """The role that a play's reference means, which may name its collection too."""
    return content.roles.get(name) or content.roles.get(name.rpartition(".")[2])


def _through_includes(role: Role, first: TaskFile, files: dict[str, TaskFile], done: set[str]) -> Iterator[Task]:
    pending = [] if first.path in done else [first.walk()]
    done.add(first.path)
    while pending:
        for task in pending[-1]:
            yield task
            path = included(role, task, files)
            if path is not None and path not in done:
                done.add(path)
                pending.append(files[path].walk())
                break
        else:
            pending.pop()
