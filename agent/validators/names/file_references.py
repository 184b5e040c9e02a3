"""Files that are named and missing: task files, templates, files, files of variables, playbooks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from agent.validators.names.faults import Fault
from agent.validators.names.homes import Home
from agent.validators.names.view import View
from knowledge.content.includes import literal_path, resolve
from knowledge.content.jinja import is_template
from knowledge.content.keywords import short_name
from knowledge.content.model import Place, Play, Task

_TEMPLATES = frozenset({"template", "win_template", "ansible.windows.win_template"})
_FILES = frozenset({"copy", "unarchive", "script", "win_copy", "ansible.windows.win_copy", "ansible.posix.patch"})
_ELSEWHERE = ("/", "~", "http:", "https:", "ftp:", "s3:")
"""Beginnings of paths that are not the repository's."""


def file_references(view: View, paths: frozenset[str]) -> Iterator[Fault]:
    """Yield the literal references of the judged files that lead nowhere."""
    for home in view.changed_homes(paths):
        for task_file in home.task_files():
            for task in task_file.walk() if task_file.path in paths else ():
                yield from _of_task(view, home, task)
        for play in home.plays:
            if play.place.path in paths:
                yield from _of_play(view, play)
        for play, target in home.imports():
            if play.place.path in paths and not view.exists(target) and _is_path(target):
                yield _fault(view, "playbook-missing", play.place, target.rpartition("/")[2])


def _of_task(view: View, home: Home, task: Task) -> Iterator[Fault]:
    module = short_name(task.module)
    include = literal_path(task)
    if include:
        if not include.startswith(_ELSEWHERE) and not _finds(view, _of_tasks(view, home, task, include)):
            yield _fault(view, "tasks-missing", task.place, include, task)
    elif module == "include_vars":
        name = task.args.get("_raw_params", task.args.get("file"))
        if isinstance(name, str) and "dir" not in task.args and not _leads(view, home, task, "vars", name):
            yield _fault(view, "file-missing", task.place, name, task)
    elif module in _TEMPLATES or (module in _FILES and not _is_remote(task)):
        folder = "templates" if module in _TEMPLATES else "files"
        name = task.args.get("src", _script(task) if module == "script" else None)
        if isinstance(name, str) and not _leads(view, home, task, folder, name):
            rule = "template-missing" if module in _TEMPLATES else "file-missing"
            yield _fault(view, rule, task.place, name, task)


def _of_play(view: View, play: Play) -> Iterator[Fault]:
    listed = play.keywords.get("vars_files")
    folder = posixpath.dirname(play.place.path)
    for entry in listed if isinstance(listed, list) else [listed]:
        names = entry if isinstance(entry, list) else [entry]
        literal = [name for name in names if isinstance(name, str) and _is_literal(name)]
        found = _finds(
            view, (posixpath.join(base, name) for name in literal for base in (folder, posixpath.join(folder, "vars")))
        )
        if literal and len(literal) == len(names) and not found:
            yield _fault(view, "file-missing", play.place, literal[0])


def _of_tasks(view: View, home: Home, task: Task, target: str) -> Iterator[str]:
    yield from resolve(target, task.place.path, home.role.path if home.role else None)
    yield from (posixpath.join(folder, target) for folder in view.company(home).playbook_folders)


def _leads(view: View, home: Home, task: Task, folder: str, name: str) -> bool:
    """Whether a path is none we could check, or is found where Ansible looks."""
    if not _is_literal(name) or not name:
        return True
    here = posixpath.dirname(task.place.path)
    bases = [here, *view.company(home).playbook_folders]
    if home.role:
        bases += [home.role.path, posixpath.join(home.role.path, "tasks")]
    return _finds(view, (posixpath.join(base, part, name) for base in bases for part in (folder, "")))


def _finds(view: View, candidates: Iterable[str]) -> bool:
    return any(view.exists(path) for path in candidates)


def _is_literal(name: str) -> bool:
    return not is_template(name) and not name.startswith(_ELSEWHERE)


def _is_path(target: str) -> bool:
    return target.endswith((".yml", ".yaml"))


def _is_remote(task: Task) -> bool:
    """Whether the source is, or may be, on the target."""
    value: Any = task.args.get("remote_src", False)
    return value not in (False, "no", "false", "False") or task.args.get("copy") in (False, "no", "false")


def _script(task: Task) -> str | None:
    command = task.args.get("_raw_params", task.args.get("cmd"))
    words = command.split() if isinstance(command, str) and not is_template(command) else []
    return words[0] if words else None


def _fault(view: View, rule: str, place: Place, name: str, task: Task | None = None) -> Fault:
    return Fault(
        rule,
        place.path,
        view.line_of(place, name),
        f"`{name}` is not in this repository where Ansible looks for it",
        name,
        doubt="git ignores it here, so it may be put there later" if _is_ignored(view, name) else "",
        task=task,
    )


def _is_ignored(view: View, name: str) -> bool:
    last = name.rstrip("/").rpartition("/")[2]
    patterns = (line.strip().strip("/").rpartition("/")[2] for line in view.text(".gitignore").splitlines())
    return any(fnmatchcase(last, pattern) for pattern in patterns if pattern and not pattern.startswith(("#", "!")))
