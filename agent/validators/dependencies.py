"""What a task rests on: the variables it uses, and the tasks that give them a value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from agent.validators.context import Home, includers
from knowledge.content.jinja import JinjaTrouble, is_template, lookups, names, parse
from knowledge.content.keywords import short_name
from knowledge.content.model import Task, Variable
from knowledge.content.variables_used import variables_used

DELEGATING = ("delegate_to", "connection")
HARMLESS_LOOKUPS = frozenset(
    {"first_found", "file", "template", "vars", "varnames", "dict", "items", "indexed_items", "list", "nested"}
    | {"flattened", "subelements", "together", "sequence", "fileglob", "filetree", "cartesian"}
)


def used(home: Home, task: Task, variables: Iterable[Variable], template: str) -> frozenset[str]:
    """Variables the task uses, through its context, other variables and its template's text too."""
    values: dict[str, list[Any]] = {}
    for variable in variables:
        values.setdefault(variable.name, []).append(variable.value)
    pending = set(_names(template))
    for it in (task, *includers(home, task)):
        pending |= variables_used(it)
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        seen.add(name)
        pending |= _names(values.get(name, [])) - seen
    return frozenset(seen)


def valueless(
    home: Home, wanted: frozenset[str], static: Iterable[Variable], context: tuple[Mapping[str, Any], ...]
) -> str:
    """Which required variable of the role has no value, or an empty text."""
    if home.role is None:
        return ""
    valued = {variable.name for variable in static}
    valued |= {name for keywords in context for name in _mapping(keywords.get("vars"))}
    for option in home.role.options:
        if option.required and option.default is None and option.name in wanted and option.name not in valued:
            return f"variable {option.name} is required and has no value"
    return ""


def definers(home: Home, task: Task, wanted: frozenset[str]) -> list[Task]:
    """Tasks that give a value to a name, as far as they run before ``task``: in its file above it, or elsewhere."""
    found: list[Task] = []
    for other in home.tasks():
        same_file = other.place.path == task.place.path
        if (same_file and other.place.line >= task.place.line) or other.module == "block":
            continue
        loads = short_name(other.module) == "include_vars" and any(not name.startswith("ansible_") for name in wanted)
        if loads or _defines(other) & wanted:
            found.append(other)
    return _nearest_registers(found, task)


def _nearest_registers(found: list[Task], task: Task) -> list[Task]:
    """Of several tasks that register the same name, the last one of the task's own file counts."""
    last = {
        it.keywords["register"]: it
        for it in found
        if isinstance(it.keywords.get("register"), str) and it.place.path == task.place.path
    }
    return [it for it in found if last.get(it.keywords.get("register", ""), it) is it]


def _defines(task: Task) -> set[str]:
    registered = task.keywords.get("register")
    defined = {registered} if isinstance(registered, str) else set()
    if short_name(task.module) == "set_fact":
        defined |= {name for name in task.args if name not in ("_raw_params", "cacheable")}
    return defined


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def harmless(task: Task) -> bool:
    """Whether a task that nobody asked for may be run: it stays on the instance and calls no lookup that executes."""
    if any(key in task.keywords for key in DELEGATING):
        return False
    loops = [key.removeprefix("with_") for key in task.keywords if key.startswith("with_")]
    called = [short_name(it) for text in _texts([task.args, task.keywords]) for it in _lookups(text)]
    return all(name in HARMLESS_LOOKUPS for name in (*loops, *called))


def _lookups(text: str) -> Iterator[str]:
    """Lookup plugins that a string names; the empty name is a computed one."""
    with suppress(JinjaTrouble):  # text without delimiters may or may not be an expression
        for lookup in lookups(parse(text, expression=not is_template(text))):
            yield lookup.plugin or ""


def _names(value: Any) -> frozenset[str]:
    """Variables that the templates in a value use."""
    found: set[str] = set()
    for text in filter(is_template, _texts(value)):
        with suppress(JinjaTrouble):  # Ansible will say so itself
            found |= names(parse(text))
    return frozenset(found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
