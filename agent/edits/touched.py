"""Which tasks a change concerns: those it adds or alters, and those it feeds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from agent.domain.edits import Edit, WriteFile
from agent.domain.proposal import TouchedTask
from agent.edits.changed_variables import ChangedVariables
from agent.edits.run_order import included, role_named, role_order, run_order
from knowledge.content.model import Content, Role, Task, TaskFile
from knowledge.content.variables_used import variables_used

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def touched(before: Content, after: Content, edits: Sequence[Edit]) -> tuple[TouchedTask, ...]:
    """The tasks of ``after`` that a change concerns, with their lines there, in the order they would run.

    A task is concerned when it is new or differs, lies in a changed block or in a file that a changed task includes,
    reads a changed variable (through other variables and templates too), uses a written file or template, notifies a
    changed handler, or belongs to a role that a play newly uses. Blocks themselves are not listed; a removed task
    leaves nothing.
    """
    concerned = _altered(before, after) | _of_added_roles(before, after)
    concerned |= _fed(before, after, edits)
    concerned |= _notifying(after, concerned)
    concerned |= _included(after, concerned)
    return tuple(
        TouchedTask(path=task.place.path, line=task.place.line, name=task.name, role=task.role)
        for task in run_order(after)
        if _id(task) in concerned and task.module != "block"
    )


_Id = tuple[str, int, str]


def _id(task: Task) -> _Id:
    return task.place.path, task.place.line, task.module


def _altered(before: Content, after: Content) -> set[_Id]:
    known = Counter(_meaning(task) for task in run_order(before))
    altered = set()
    for task in run_order(after):
        meaning = _meaning(task)
        if known[meaning]:
            known[meaning] -= 1
        else:
            altered.add(_id(task))
    return altered


def _meaning(task: Task) -> tuple[str, ...]:
    """What a task says, whatever its lines; what its blocks say is part of it."""
    blocks = tuple(f"{block.name} {_sorted(block.keywords)}" for block in task.blocks)
    return (task.place.path, task.name, task.module, _sorted(task.args), _sorted(task.keywords), *blocks)


def _sorted(mapping: object) -> str:
    return repr(sorted(mapping.items(), key=lambda pair: str(pair[0]))) if isinstance(mapping, dict) else repr(mapping)


def _of_added_roles(before: Content, after: Content) -> set[_Id]:
    known = {(play.place.path, play.index, reference.name) for play in before.plays for reference in play.roles}
    added = [
        reference.name
        for play in after.plays
        for reference in play.roles
        if (play.place.path, play.index, reference.name) not in known
    ]
    roles = [role for name in added if (role := role_named(after, name)) is not None]
    return {_id(task) for role in roles for task in role_order(role)}


def _fed(before: Content, after: Content, edits: Sequence[Edit]) -> set[_Id]:
    changed = ChangedVariables(before, after)
    written = {edit.path for edit in edits if isinstance(edit, WriteFile)}
    fed = set()
    for role in after.roles.values():
        names = changed.in_role(role)
        files = {_inside(role, path) for path in written} | set(changed.templates(role, names))
        files.discard("")
        for task in role_order(role):
            if variables_used(task) & names or any(_uses(task, path) for path in files):
                fed.add(_id(task))
    for play in after.plays:
        tasks = (task for task_file in play.task_files for task in task_file.walk())
        fed |= {_id(task) for task in tasks if variables_used(task) & changed.everywhere}
    return fed


def _inside(role: Role, path: str) -> str:
    """The path of a file or template as a task of the role names it; empty for one that is not of the role."""
    prefix = f"{role.path}/" if role.path else ""
    for folder in ("files/", "templates/"):
        if path.startswith(prefix + folder):
            return path.removeprefix(prefix + folder)
    return ""


def _uses(task: Task, path: str) -> bool:
    """Whether a task names a file of its role: as its source, as a folder around it, or anywhere in its text."""
    source = task.args.get("src")
    if isinstance(source, str):
        pattern = ".*".join(re.escape(part) for part in _JINJA.split(source))
        if _JINJA.search(source) and re.fullmatch(pattern, path):
            return True
        folder = source.removesuffix("/") + "/"
        if path.startswith(folder):
            return True
    return any(path in text for text in _texts([dict(task.args), dict(task.keywords)]))


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)


def _notifying(after: Content, concerned: set[_Id]) -> set[_Id]:
    """Tasks that notify a concerned handler of their own role."""
    found = set()
    for role in after.roles.values():
        changed = [handler for handler in role.handlers() if _id(handler) in concerned]
        names = {name for handler in changed for name in (handler.name, *_as_list(handler.keywords.get("listen")))}
        found |= {_id(task) for task in role_order(role) if names.intersection(_as_list(task.keywords.get("notify")))}
    return found


def _as_list(value: object) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [] if value is None else [value])]


def _included(after: Content, concerned: set[_Id]) -> set[_Id]:
    """Tasks of files that a concerned task includes, through further includes too."""
    found: set[_Id] = set()
    for role in after.roles.values():
        files: dict[str, TaskFile] = {task_file.path: task_file for task_file in role.task_files}
        pending = [task for task in role_order(role) if _id(task) in concerned]
        done: set[str] = set()
        while pending:
            path = included(role, pending.pop(), files)
            if path is not None and path not in done:
                done.add(path)
                tasks = list(files[path].walk())
                found |= {_id(task) for task in tasks}
                pending += tasks
    return found
