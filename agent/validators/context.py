"""Where a task stands: its role or play, and the blocks and includes around it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.content.includes import literal_path, resolve
from knowledge.content.model import Content, Play, Role, Task

DEEPEST = 8
"""Includes inside includes that are followed."""


@dataclass(frozen=True)
class Home:
    """The role or the play a task runs in; ``file`` is the playbook of a play."""

    role: Role | None = None
    play: Play | None = None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"role {self.role.name}" if self.role else f"play {self.play.place.ref}" if self.play else ""

    def tasks(self) -> Iterator[Task]:
        """Its tasks in file order, without handlers."""
        for task_file in self.role.task_files if self.role else self.play.task_files if self.play else ():
            yield from task_file.walk()

    def with_handlers(self) -> Iterator[Task]:
        """Its tasks, then its handlers."""
        yield from self.tasks()
        yield from self.handlers()

    def handlers(self) -> Iterator[Task]:
        """Its handlers."""
        if self.role:
            yield from self.role.handlers()


def homes(content: Content) -> Iterator[Home]:
    """Every role and play."""
    yield from (Home(role=role) for role in content.roles.values())
    yield from (Home(play=play) for play in content.plays)


def included(task: Task, home: Home) -> str:
    """Path of the task file that an include names, or an empty text when that is a template or unknown."""
    target = literal_path(task)
    if target is None:
        return ""
    known = {it.place.path for it in home.tasks()}
    candidates = resolve(target, task.place.path, home.role.path if home.role else None)
    return next((path for path in candidates if path in known), "")


def includers(home: Home, task: Task) -> tuple[Task, ...]:
    """The includes that lead to a task's file, innermost first; of several to one file the first."""
    chain: list[Task] = []
    here = task
    while len(chain) < DEEPEST:
        path = here.place.path
        found = next((it for it in home.tasks() if it.place.path != path and included(it, home) == path), None)
        if found is None:
            break
        chain.append(found)
        here = found
    return tuple(chain)


def context(home: Home, task: Task) -> tuple[Mapping[str, Any], ...]:
    """Keywords of everything around a task, outermost first."""
    around = [tuple(block.keywords for block in task.blocks)]
    around += [(*(block.keywords for block in it.blocks), it.keywords) for it in includers(home, task)]
    return tuple(keywords for level in reversed(around) for keywords in level)


def only_play(content: Content, home: Home) -> Play | None:
    """The play that names the role, if there is exactly one: its variables are the role's context."""
    if home.role is None:
        return None
    name = home.role.name
    plays = [play for play in content.plays if any(it.name.rpartition(".")[2] == name for it in play.roles)]
    return plays[0] if len(plays) == 1 else None
