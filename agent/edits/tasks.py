"""Find a task in a file, and write a task as a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent.domain.edits import TaskAnchor, TaskSpec
from agent.edits.draft import Draft, Path
from agent.edits.mapping import find
from agent.edits.nodes import Node
from agent.edits.sequence import dash
from agent.errors import EditError
from knowledge.content.keywords import BLOCK_SECTIONS, PLAY_SECTIONS, is_keyword, short_name

_MODULE = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){0,}")
_COMMANDS = frozenset({"command", "shell"})
_FREE_FORM = "_raw_params"


@dataclass(frozen=True)
class Found:
    """A task in a draft: its list, its position there, and its node."""

    sequence: Path
    index: int
    node: Node

    @property
    def path(self) -> Path:
        """The task's own path."""
        return (*self.sequence, self.index)


def tasks_in(draft: Draft) -> Iterator[Found]:
    """Every task and block of a file of tasks or of a playbook, in file order."""
    if draft.tree.stream.children:
        yield from _tasks_in(draft, (0,))


def locate(draft: Draft, anchor: TaskAnchor) -> Found:
    """The task an anchor means: the one at its line (of the original file) if the name agrees, else the one so named.

    Raises:
        EditError: there is no such task, or several.
    """
    line = draft.now(anchor.line)
    candidates = list(tasks_in(draft))
    if line is not None:
        at_line = [task for task in candidates if line in _first_lines(draft, task.node)]
        fitting = [task for task in at_line if not anchor.name or name_of(draft, task.node) == anchor.name]
        if fitting:
            return fitting[0]
    where = f"{draft.path}:{anchor.line}"
    named = [task for task in candidates if anchor.name and name_of(draft, task.node) == anchor.name]
    if len(named) > 1:
        lines = ", ".join(str(draft.line(task.node.start)) for task in named)
        what = f"several tasks are named {anchor.name!r} (lines {lines}), and none begins at this line"
        raise EditError(what, where=where, hint="Name the line where the task begins.")
    if not named:
        what = f"there is no task {anchor.name!r}" if anchor.name else "no task begins at this line"
        raise EditError(what, where=where, hint="Read the file again: it may have changed.")
    return named[0]


def name_of(draft: Draft, task: Node) -> str:
    """A task's name; empty when it has none."""
    index = find(draft, task, "name")
    return task.children[index].shape.text if index is not None else ""


def module_index(draft: Draft, task: Node) -> int:
    """Index of the value of the one key that names the task's module.

    Raises:
        EditError: it is a block, or there is not exactly one module.
    """
    keys = [(index, key.shape.text) for index, key, _ in task.pairs()]
    modules = [index for index, key in keys if not is_keyword(key)]
    if any(key in BLOCK_SECTIONS for _, key in keys):
        raise draft.error("a block has no arguments", task.start, "Change a task inside it.")
    if len(modules) != 1:
        raise draft.error("this task does not name exactly one module", task.start)
    return modules[0]


def value_of_spec(spec: TaskSpec, path: str) -> dict[str, object]:
    """A task as the mapping to be written: name first, then module and arguments, then keywords.

    Raises:
        EditError: the parts don't make a task.
    """
    _check(spec, path)
    arguments: object = dict(spec.args) or None
    if _FREE_FORM in spec.args:
        if len(spec.args) == 1 and short_name(spec.module) not in _COMMANDS:
            arguments = spec.args[_FREE_FORM]
        elif short_name(spec.module) in _COMMANDS and "cmd" not in spec.args:
            arguments = {"cmd" if key == _FREE_FORM else key: value for key, value in spec.args.items()}
        else:
            raise EditError(f"{spec.module} can't take a free-form string and options at once", where=path)
    return {"name": spec.name, spec.module: arguments, **spec.keywords}


def _check(spec: TaskSpec, path: str) -> None:
    if not spec.name.strip() or not spec.name.isprintable():
        raise EditError("a task needs a name of one line", where=path, hint="Say what the task does.")
    if not _MODULE.fullmatch(spec.module) or is_keyword(spec.module) or spec.module in BLOCK_SECTIONS:
        raise EditError(f"{spec.module!r} is no module", where=path, hint="Write the module's full name.")
    check_keywords(spec.keywords, path)
    if "name" in spec.keywords:
        raise EditError("a task has one name", where=path)


def check_keywords(keywords: Mapping[str, object], path: str) -> None:
    """Hold that all keys are keywords of a task.

    Raises:
        EditError: one is not.
    """
    for key in keywords:
        if not is_keyword(key):
            hint = "Give arguments of the module as arguments."
            raise EditError(f"{key!r} is no keyword of a task", where=path, hint=hint)


def _tasks_in(draft: Draft, path: Path) -> Iterator[Found]:
    sequence = draft.at(path)
    if sequence.kind != "sequence":
        return
    for index, node in enumerate(sequence.children):
        if node.kind != "mapping":
            continue
        if find(draft, node, "hosts") is None:
            yield Found(path, index, node)
        for value_index, key, _ in node.pairs():
            if key.shape.text in (*BLOCK_SECTIONS, *PLAY_SECTIONS):
                yield from _tasks_in(draft, (*path, index, value_index))


def _first_lines(draft: Draft, task: Node) -> tuple[int, ...]:
    """The dash of a task and its first key may stand on two lines."""
    try:
        return draft.line(task.start), draft.line(dash(draft, task))
    except EditError:  # in a flow list there is no dash
        return (draft.line(task.start),)
