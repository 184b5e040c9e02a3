"""Handlers that are notified and that nobody is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agent.validators.names.faults import Fault
from agent.validators.names.homes import Home
from agent.validators.names.nearest import nearest
from agent.validators.names.view import View
from knowledge.content.jinja import is_template
from knowledge.content.keywords import short_name
from knowledge.content.model import Task

RULE = "handler-unknown"


def handlers(view: View, paths: frozenset[str]) -> Iterator[Fault]:
    """Yield what tasks and handlers of the judged files notify in vain; templated names are left out."""
    for home in view.changed_homes(paths):
        for task_file in home.task_files():
            for task in task_file.walk() if task_file.path in paths else ():
                for name in _notified(task.keywords.get("notify")):
                    if not view.known(home).handles(name):
                        yield _fault(view, home, task, name)


def _notified(value: Any) -> Iterator[str]:
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, str) and name and not is_template(name):
            yield name


def _fault(view: View, home: Home, task: Task, name: str) -> Fault:
    near = nearest(name, view.known(home).handlers) or _same_but_for_case(name, view.known(home).handlers)
    return Fault(
        RULE,
        task.place.path,
        view.line_of(task.place, name),
        f"`{name}` is notified, and no handler has this name or listens to it",
        name,
        fix=f"Write `{near}`." if near else "",
        doubt="" if near else _doubt(view, home, name),
        task=task,
    )


def _same_but_for_case(name: str, known: set[str]) -> str:
    return next((other for other in sorted(known) if other.casefold() == name.casefold()), "")


def _doubt(view: View, home: Home, name: str) -> str:
    """Why there might be one after all; empty when nothing speaks for that."""
    if view.everywhere.handles(name):
        return "one stands in a role or playbook that nothing runs together with this"
    for stranger in view.company(home).strangers:
        return f"role {stranger}, which is not in this repository, may bring it"
    if any(_is_open(handler) for it in view.company(home).homes for handler in it.handlers()):
        return "handlers are included from a path only known at run time"
    return ""


def _is_open(handler: Task) -> bool:
    target = handler.args.get("_raw_params", handler.args.get("file"))
    return short_name(handler.module) in ("include_tasks", "import_tasks") and is_template(str(target))
