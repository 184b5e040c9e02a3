"""What the content does on the system the facts describe: which tasks take effect, which variables they read."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from agent.authors.embedded import expressions
from agent.ports import Brief
from knowledge.content import includes
from knowledge.content.model import Role, Scope, Task, TaskFile, Variable

_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
_MAX_DEPTH = 8


@dataclass(frozen=True)
class Standing:
    """A task that is reached from its role's ``tasks/main.yml``.

    ``conditions`` are its own, its blocks' and its includes'; ``runs`` is whether they hold on this system, ``None``
    when only the run can tell.
    """

    task: Task
    conditions: tuple[object, ...]
    runs: bool | None

    @property
    def action(self) -> str:
        """The module's name without its collection."""
        return self.task.module.rpartition(".")[2]

    @property
    def args(self) -> Mapping[str, Any]:
        """The module's arguments."""
        return self.task.args

    @property
    def ref(self) -> str:
        """``path:line``."""
        return self.task.place.ref


@dataclass(frozen=True)
class ListSource:
    """A list in a variable that a task reads: the variable, and the keys that lead to the list."""

    variable: Variable
    keys: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What an argument holds: words written in the task itself, and lists it takes from variables."""

    literals: tuple[str, ...] = ()
    lists: tuple[ListSource, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """All of them."""
        return self.literals + tuple(item for source in self.lists for item in source.items)


class Survey:
    """One look over the content, with the facts at hand."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.facts = brief.facts
        self.roles = brief.content.roles
        self._known = expressions.known(brief.facts)
        self._standing: dict[str, tuple[Standing, ...]] = {}
        self._plain: dict[str, Mapping[str, Any]] = {}

    def standing(self, role: Role) -> tuple[Standing, ...]:
        """Every task of a role that is reached, in the order it runs."""
        if role.name not in self._standing:
            main = self.main_file(role)
            found = tuple(self._walk(role, main, (), 0)) if main else ()
            self._standing[role.name] = found
        return self._standing[role.name]

    @cached_property
    def everywhere(self) -> tuple[tuple[Role, Standing], ...]:
        """Every task of every role that is reached."""
        return tuple((role, standing) for role in self.roles.values() for standing in self.standing(role))

    @cached_property
    def _set_by_tasks(self) -> frozenset[str]:
        """Names whose value only the run can tell, whatever their defaults say."""
        tasks = [task for role in self.roles.values() for task in role.tasks()]
        facts = (task.args for task in tasks if task.module.rpartition(".")[2] == "set_fact")
        registered = (str(task.keywords.get("register", "")) for task in tasks)
        return frozenset(str(name) for args in facts for name in args) | frozenset(registered)

    def main_file(self, role: Role) -> TaskFile | None:
        """``tasks/main.yml``, by whichever name it has."""
        names = {posixpath.join(role.path, "tasks", name) for name in ("main.yml", "main.yaml", "main")}
        return next((file for file in role.task_files if posixpath.normpath(file.path) in _normal(names)), None)

    def definition(self, role: Role, name: str) -> Variable | None:
        """The definition that wins for every host; ``None`` when there is none, hosts differ or a task sets it."""
        if name in self._set_by_tasks:
            return None
        inside = [variable for variable in role.variables if variable.name == name and self._loaded(role, variable)]
        outside = [variable for variable in self.brief.content.variables if variable.name == name]
        for variable in inside:
            if variable.scope is Scope.VARS:
                return variable
        if outside:
            everywhere = [
                v for v in outside if posixpath.normpath(v.place.path).split("/")[:2] == ["group_vars", "all"]
            ]
            return everywhere[0] if len(outside) == len(everywhere) == 1 else None
        return inside[0] if inside else None

    def runs_with(self, role: Role, standing: Standing, variable: str, value: object) -> bool:
        """Whether a task would run for certain if a variable had this value."""
        return expressions.holds(standing.conditions, {**self._values(role), variable: value}) is True

    def read(self, role: Role, task: Task, value: object) -> Reading:
        """Tell what an argument of a task holds, loops and templates followed."""
        return self._read(role, task, value, 0)

    def user_expressions(self, role: Role | None) -> Counter[str]:
        """How the content names the login user: expressions like ``user.name``, with how often each occurs."""
        seen: Counter[str] = Counter()
        for holder, standing in self.everywhere:
            if role is not None and holder.name != role.name:
                continue
            value = standing.args.get("name") if standing.action == "user" else standing.args.get("owner")
            path = expressions.variable_path(value, self._known) if isinstance(value, str) and "{{" in value else None
            # The parts go back into a template, so a key of the repository's choosing must be a plain name.
            if path and path[0] != "item" and "user" in "_".join(path) and all(part.isidentifier() for part in path):
                seen[".".join(path)] += 1
        return seen

    def _walk(self, role: Role, file: TaskFile, outer: tuple[object, ...], depth: int) -> Iterator[Standing]:
        for task in file.walk():
            conditions = (*outer, *includes.conditions(task))
            runs = expressions.holds(conditions, self._values(role))
            yield Standing(task, conditions, runs)
            target = self._included(role, file, task)
            if target is not None and depth < _MAX_DEPTH and runs is not False:
                yield from self._walk(role, target, conditions, depth + 1)

    def _included(self, role: Role, file: TaskFile, task: Task) -> TaskFile | None:
        target = includes.literal_path(task)
        paths = includes.resolve(target, file.path, role.path) if target else ()
        return next((other for path in paths for other in role.task_files if other.path == path), None)

    def _values(self, role: Role) -> Mapping[str, Any]:
        """What a role's conditions may refer to: the facts, and variables whose value is plain."""
        if role.name not in self._plain:
            names = {variable.name for variable in (*role.variables, *self.brief.content.variables)}
            found = {name: self.definition(role, name) for name in names}
            plain = {name: v.value for name, v in found.items() if v is not None and not _templated(v.value)}
            self._plain[role.name] = plain | self._known
        return self._plain[role.name]

    def _loaded(self, role: Role, variable: Variable) -> bool:
        """Whether a variables file of a role is read on this system: main, or the one named for it."""
        stem = posixpath.splitext(posixpath.basename(variable.place.path))[0].lower()
        if variable.scope is Scope.DEFAULTS or stem == "main":
            return stem == "main"
        included = any(task.module.endswith("include_vars") for task in role.tasks())
        return included and stem in {self.facts.distribution.lower(), self.facts.os_family.lower()}

    def _read(self, role: Role, task: Task, value: object, depth: int) -> Reading:
        if isinstance(value, (list, tuple)):
            return _joined(self._read(role, task, item, depth) for item in value)
        if isinstance(value, Mapping):
            return self._read(role, task, value.get("name"), depth)
        if not isinstance(value, str) or depth > _MAX_DEPTH:
            return Reading()
        if "{{" not in value:
            return Reading(tuple(word.strip() for word in value.split(",") if word.strip()))
        return self._read_template(role, task, expressions.variable_path(value, self._known), depth)

    def _read_template(self, role: Role, task: Task, path: tuple[str, ...] | None, depth: int) -> Reading:
        if path is None:
            return Reading()
        if path[0] == "item":
            return _joined(self._read(role, task, task.keywords.get(loop), depth + 1) for loop in _LOOPS)
        return self._read_variable(role, task, path, depth)

    def _read_variable(self, role: Role, task: Task, path: tuple[str, ...], depth: int) -> Reading:
        variable = self.definition(role, path[0])
        if variable is None:
            return Reading()
        value: object = variable.value
        for key in path[1:]:
            if value is not None and not isinstance(value, Mapping):
                return Reading()
            value = value.get(key) if value is not None else None
        if isinstance(value, str):
            return self._read(role, task, value, depth + 1)
        if value is not None and not isinstance(value, list):
            return Reading()
        inner = _joined(self._read(role, task, item, depth + 1) for item in value or ())
        return replace(inner, literals=(), lists=(ListSource(variable, path, inner.literals), *inner.lists))


def _joined(readings: Iterator[Reading]) -> Reading:
    found = tuple(readings)
    return Reading(
        tuple(word for reading in found for word in reading.literals),
        tuple(source for reading in found for source in reading.lists),
    )


def _templated(value: object) -> bool:
    return isinstance(value, str) and "{{" in value


def _normal(paths: set[str]) -> set[str]:
    return {posixpath.normpath(path) for path in paths}
