"""Every Jinja text of the judged files, with the names that only its place sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import nodes

from agent.validators.names.definitions import is_looped, local_names
from agent.validators.names.homes import Home
from agent.validators.names.view import View
from knowledge.content.expressions import JinjaText, jinja_texts
from knowledge.content.jinja import JinjaTrouble, is_template, own_names, parse, walk
from knowledge.content.keywords import short_name
from knowledge.content.model import Place, Task, Variable
from knowledge.content.source import Unreadable, read_text


@dataclass(frozen=True)
class Analysis:
    """What a Jinja text uses.

    Attributes:
        variables: names it reads that it does not set itself.
        filters: names of its filters.
        tests: names of its tests.
        trouble: why it does not parse, with the line within the text; ``None`` when it does.
    """

    variables: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    trouble: tuple[int, str] | None = None


@dataclass(frozen=True)
class Use:
    """A Jinja text.

    Attributes:
        home: whose it is.
        place: the lines it stands in: those of its task, variable, play or file.
        jinja: the text.
        task: its task, where it stands in one.
        local: names that are defined here and not everywhere in the home.
    """

    home: Home
    place: Place
    jinja: JinjaText
    task: Task | None = None
    local: frozenset[str] = frozenset()

    @cached_property
    def analysis(self) -> Analysis:
        """What it uses."""
        return analyse(self.jinja.text, expression=self.jinja.expression)

    @property
    def in_template(self) -> bool:
        """Whether it is a whole file."""
        return not self.jinja.keys and self.task is None and self.place.line == 1


@lru_cache(maxsize=8192)
def analyse(text: str, *, expression: bool) -> Analysis:
    """Parse a text and say what it uses; both trees of a change share most of theirs."""
    try:
        tree = parse(text, expression=expression)
    except JinjaTrouble as trouble:
        return Analysis(trouble=(trouble.line, trouble.message))
    every = list(walk(tree))
    return Analysis(
        variables=own_names(tree),
        filters=frozenset(node.name for node in every if isinstance(node, nodes.Filter)),
        tests=frozenset(node.name for node in every if isinstance(node, nodes.Test)),
    )


def uses(view: View, paths: frozenset[str]) -> Iterator[Use]:
    """Yield the Jinja texts of the judged files, home by home, then those of group and host variables."""
    for home in view.changed_homes(paths):
        anywhere = _anywhere(home)
        yield from _of_tasks(view, home, paths)
        yield from _of_plays(home, paths)
        if home.role:
            yield from _of_variables(home, home.role.variables, paths, anywhere | {"item"})
            yield from _of_templates(view, home, paths, anywhere | _looped_into(view, home))
    nobody = Home("group and host variables")
    loose = [variable for variable in view.content.variables if variable.place.path in paths]
    yield from _of_variables(nobody, loose, paths, frozenset({"item"}))


def _of_tasks(view: View, home: Home, paths: frozenset[str]) -> Iterator[Use]:
    from_loop = _looped_into(view, home)
    for task_file in home.task_files():
        if task_file.path in paths:
            for task in task_file.walk():
                local = local_names(task) | from_loop
                holder: dict[str, Any] = {"name": task.name, **task.keywords, short_name(task.module): task.args}
                for found in jinja_texts(holder):
                    yield Use(home, task.place, found, task, local)


def _looped_into(view: View, home: Home) -> frozenset[str]:
    """``item``, when a loop may include this home, or a file of it."""
    names = {"*", *(task_file.path.rpartition("/")[2] for task_file in home.task_files())}
    if home.role:
        names.add(home.role.name.rpartition("/")[2])
    return frozenset() if names.isdisjoint(view.known(home).looped) else frozenset({"item"})


def _of_plays(home: Home, paths: frozenset[str]) -> Iterator[Use]:
    for play in home.plays:
        if play.place.path in paths:
            holder = {"name": play.name, "hosts": play.hosts, **play.keywords}
            for found in jinja_texts(holder):
                yield Use(home, play.place, found)
            for reference in play.roles:
                for found in jinja_texts({"role": reference.name, **reference.keywords}):
                    yield Use(home, reference.place, found)


def _of_variables(
    home: Home, variables: Iterable[Variable], paths: frozenset[str], anywhere: frozenset[str]
) -> Iterator[Use]:
    for variable in variables:
        if variable.place.path in paths:
            for found in jinja_texts({f"variable {variable.name}": variable.value}):
                if not found.expression:
                    yield Use(home, variable.place, found, local=anywhere)


def _of_templates(view: View, home: Home, paths: frozenset[str], anywhere: frozenset[str]) -> Iterator[Use]:
    for path in home.role.templates if home.role else ():
        if path not in paths:
            continue
        try:
            text = read_text(view.content.root, path)
        except Unreadable:
            continue
        if is_template(text):
            place = Place(path, 1, text.count("\n") + 1)
            yield Use(home, place, JinjaText((), text, expression=False), local=anywhere)


def _anywhere(home: Home) -> frozenset[str]:
    """Names some task of the home sees: a template or a variable's value is rendered where it is used."""
    names = {"item"} if any(is_looped(task) for task in home.tasks()) else set()
    return frozenset(names.union(*(local_names(task) for task in home.tasks())))
