"""What is said around a task: its other arguments' defaults, and where its module's name is looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.content.keywords import short_name
from knowledge.content.model import Content, Task


@dataclass(frozen=True)
class Situated:
    """A task with what its play and role say.

    Attributes:
        task: the task.
        collections: where a short name is looked up, first to last.
        defaults: every ``module_defaults`` that may apply.
    """

    task: Task
    collections: tuple[str, ...]
    defaults: tuple[Mapping[str, Any], ...]

    @property
    def meaning(self) -> str:
        """What makes two tasks the same as far as arguments go, whatever their names and lines."""
        own = (self.task.keywords.get("args"), self.task.keywords.get("module_defaults"))
        return repr((self.task.module, sorted(self.task.args.items()), own, self.collections))

    def defaulted(self, module: str) -> frozenset[str]:
        """Names of the parameters that defaults may give; those of a group may be for any module."""
        wanted = {module, short_name(module), self.task.module}
        return frozenset(
            str(name)
            for defaults in self.defaults
            for key, args in defaults.items()
            if key in wanted or str(key).startswith("group/")
            for name in (args if isinstance(args, Mapping) else ())
        )


def situated(content: Content) -> Iterator[Situated]:
    """Every task and handler of the content, once.

    A role may be used by any play of the repository, so any play's defaults may apply to it.
    """
    of_plays = [play.keywords.get("module_defaults") for play in content.plays]
    own = (content.name,) if content.kind == "collection" else ()
    seen: set[tuple[str, int, str]] = set()
    for role in content.roles.values():
        around = (*own, *_texts(role.meta.get("collections")))
        for task in (*role.tasks(), *role.handlers()):
            yield from _once(task, around, of_plays, seen)
    for play in content.plays:
        around = _texts(play.keywords.get("collections"))
        for task_file in play.task_files:
            for task in task_file.walk():
                yield from _once(task, around, [play.keywords.get("module_defaults")], seen)


def _once(
    task: Task, around: tuple[str, ...], outer: Iterable[Any], seen: set[tuple[str, int, str]]
) -> Iterator[Situated]:
    place = (task.place.path, task.place.line, task.module)
    if task.module == "block" or place in seen:
        return
    seen.add(place)
    levels = [task.keywords, *(block.keywords for block in reversed(task.blocks))]
    collections = tuple(name for level in levels for name in _texts(level.get("collections")))
    defaults = [*outer, *(level.get("module_defaults") for level in levels)]
    yield Situated(task, collections + around, tuple(_mappings(defaults)))


def _mappings(values: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """``module_defaults`` may be a mapping or a list of them."""
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                yield item


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
