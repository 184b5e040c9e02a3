"""What to run of a change: the touched tasks, what they rest on, and the context they stand in. Pure.

A task is run with the keywords of its enclosing blocks and of the includes that lead to its file. Tasks of the same
role or play that register, set or load variables it uses are run before it. What can't be run is left out with the
reason, and is never claimed to work.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.domain.proposal import TouchedTask
from agent.validators.context import DEEPEST, Home, context, homes, included, only_play
from agent.validators.dependencies import DELEGATING, definers, harmless, used, valueless
from knowledge.content.keywords import short_name
from knowledge.content.model import Content, Task

Read = Callable[[str], str]
"""Gives the text of a file of the tree by its path, empty when there is none."""

INCLUDES = frozenset({"include_tasks", "import_tasks"})
MOST_PARTS = 50
"""Tasks that are run for the sake of one block or include."""

LEFT_OUT: Mapping[str, str] = {
    "meta": "`meta` does nothing that check mode could show",
    "pause": "`pause` does nothing that check mode could show",
    "include_role": "another role is run, which is not judged here",
    "import_role": "another role is run, which is not judged here",
    "import_playbook": "another playbook is run, which is not judged here",
    "": "it names no module",
    "add_host": "it changes the inventory, which is not run",
    "group_by": "it changes the inventory, which is not run",
}


@dataclass(frozen=True)
class Selected:
    """A task to be run.

    Attributes:
        task: it.
        context: keywords of the includes and blocks around it, outermost first.
        needs: refs of the tasks that define variables it uses.
    """

    task: Task
    context: tuple[Mapping[str, Any], ...]
    needs: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """The task's place."""
        return self.task.place.ref


@dataclass(frozen=True)
class Selection:
    """What is run.

    Attributes:
        tasks: by home, in the order to run.
        left_out: refs that are not run, with the reason.
        parts: refs of blocks and includes, with the refs of the tasks they stand for.
        names: names of all variables used.
    """

    tasks: Mapping[str, tuple[Selected, ...]]
    homes: Mapping[str, Home]
    left_out: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    names: frozenset[str]


def select(content: Content, touched: Iterable[TouchedTask], read: Read) -> Selection:
    """Choose what to run for the touched tasks."""
    refs = [task.ref for task in touched]
    chooser = _Chooser(content, frozenset(refs), read)
    for ref in refs:
        chooser.choose(ref)
    return chooser.selection()


class _Chooser:
    def __init__(self, content: Content, touched: frozenset[str], read: Read) -> None:
        self._content = content
        self._touched = touched
        self._read = read
        self._places = {task.place.ref: (home, task) for home in homes(content) for task in home.with_handlers()}
        self._chosen: dict[str, dict[str, Selected]] = {}
        self._homes: dict[str, Home] = {}
        self._left_out: dict[str, str] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._names: set[str] = set()
        self._entered: set[str] = set()

    def choose(self, ref: str) -> None:
        if ref not in self._places:
            self._left_out[ref] = "no role or play is known to run it"
            return
        home, task = self._places[ref]
        if task.module != "block" and short_name(task.module) not in INCLUDES:
            self._add(home, task)
            return
        leaves = tuple(_leaves(home, task))
        if not leaves:
            self._left_out[ref] = "which tasks it stands for is known only when it runs"
        elif len(leaves) > MOST_PARTS:
            self._left_out[ref] = f"it stands for {len(leaves)} tasks, which are too many to run for its sake"
        else:
            self._parts[ref] = tuple(leaf.place.ref for leaf in leaves)
            for leaf in leaves:
                self._add(home, leaf)

    def selection(self) -> Selection:
        return Selection(
            tasks={key: tuple(chosen.values()) for key, chosen in self._chosen.items()},
            homes=self._homes,
            left_out=self._left_out,
            parts=self._parts,
            names=frozenset(self._names),
        )

    def _add(self, home: Home, task: Task) -> None:
        ref = task.place.ref
        if ref in self._entered:
            return
        self._entered.add(ref)
        around = context(home, task)
        variables = (*(home.role.variables if home.role else ()), *self._content.variables)
        wanted = used(home, task, variables, self._template(home, task))
        play = only_play(self._content, home)
        given = (play.keywords, *around) if play else around
        reason = _unfit(task, around) or valueless(home, wanted, variables, given)
        if reason:
            self._left_out[ref] = reason
            return
        needs = definers(home, task, wanted)
        for need in needs:
            self._add_need(home, need)
        self._names |= wanted
        self._homes[home.key] = home
        selected = Selected(task, around, tuple(need.place.ref for need in needs))
        self._chosen.setdefault(home.key, {})[ref] = selected

    def _add_need(self, home: Home, need: Task) -> None:
        if need.place.ref in self._touched or harmless(need):
            self._add(home, need)
        else:
            self._left_out[need.place.ref] = "it is not run unasked, since it leads away from the target"

    def _template(self, home: Home, task: Task) -> str:
        src = task.args.get("src")
        if short_name(task.module) != "template" or not isinstance(src, str) or home.role is None:
            return ""
        return self._read(posixpath.join(home.role.path, "templates", src))


def _leaves(home: Home, task: Task, depth: int = 0) -> Iterator[Task]:
    """The tasks that a block or an include comes down to."""
    inside: Iterable[Task] = ()
    if task.module == "block":
        inside = task.children
    elif short_name(task.module) in INCLUDES and depth < DEEPEST:
        path = included(task, home)
        inside = [it for it in home.tasks() if it.place.path == path and not it.blocks]
    else:
        yield task
    for it in inside:
        yield from _leaves(home, it, depth + 1)


def _unfit(task: Task, context: tuple[Mapping[str, Any], ...]) -> str:
    """Why a task can't be run in an instance at all, or an empty text."""
    if reason := LEFT_OUT.get(short_name(task.module)):
        return reason
    for keywords in (*context, task.keywords):
        for key in DELEGATING:
            if key in keywords:
                return f"delegation: `{key}` leads away from the target, which is not run"
    return ""
