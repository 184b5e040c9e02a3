"""Where Jinja stands in Ansible content, and how to look into it (:mod:`knowledge.content.jinja_syntax`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.content.discover import VARIABLE_FOLDERS, is_yaml, walk
from knowledge.content.includes import resolve
from knowledge.content.jinja_syntax import (
    MAX_TEMPLATE,
    JinjaTrouble,
    Lookup,
    is_template,
    lookups,
    names,
    parse,
)
from knowledge.content.keywords import EXPRESSION_KEYWORDS, short_name
from knowledge.content.model import Content, JinjaSpan, Place, Tagged, Task, TaskFile
from knowledge.content.source import Troubles, Unreadable, YamlFile, read_text, read_yaml
from knowledge.content.yaml_lines import Mapping, Node, Scalar, Sequence

__all__ = [
    "JinjaTrouble",
    "Lookup",
    "is_template",
    "lookups",
    "names",
    "parse",
    "spans",
    "variables_used",
]

_VALUES_ONLY = VARIABLE_FOLDERS | {"defaults", "vars"}
_LITERAL_TAGS = ("!unsafe", "!vault", "!vault-encrypted")
_EXPRESSION_ARGUMENTS = {("assert", "that"), ("debug", "var")}


def spans(content: Content) -> Iterator[JinjaSpan]:
    """Yield every string of the content that Ansible would render or evaluate, and every template as a whole.

    All YAML files count, and whatever tasks include, load or render by a literal path. Verbatim files (``files/``)
    and hidden folders count only when so named. What can't be read is a problem of the content and yields nothing.
    """
    files = frozenset(walk(content.root).files)
    known = {task_file.path for task_file in _task_files(content)} | {play.place.path for play in content.plays}
    as_yaml = known | _referenced(content, files, ("include_vars",)) | _vars_files(content, files)
    as_text = _referenced(content, files, ("template",))
    for path in sorted(files):
        if path in as_text or _is_template_file(path):
            yield from _whole(content, path)
        if path in as_yaml or _is_yaml_file(path):
            file = read_yaml(content.root, path, "", Troubles())
            if file is not None and file.root is not None:
                evaluates = path in known or not _VALUES_ONLY.intersection(path.split("/")[:-1])
                yield from _inside(file, file.root, (), evaluates)


def variables_used(task: Task) -> frozenset[str]:
    """Return the variables that a task reads through its own Jinja and through the conditions of its blocks.

    The loop variable and what the task or its blocks set under ``vars`` are not counted.
    """
    holders = [*({"when": block.keywords.get("when"), "vars": block.keywords.get("vars")} for block in task.blocks)]
    holders.append({"name": task.name, **task.keywords, short_name(task.module): task.args})
    used: set[str] = set()
    own: set[str] = set()
    for holder in holders:
        own |= _own_names(holder)
        for keys, text in _strings(holder, ()):
            expression = _is_expression(keys)
            if expression or is_template(text):
                used |= _names(text, expression)
    return frozenset(used - own)


def _own_names(keywords: dict[str, Any]) -> set[str]:
    own = {str(name) for name in keywords["vars"]} if isinstance(keywords.get("vars"), dict) else set()
    if any(key == "loop" or key.startswith("with_") for key in keywords):
        control = keywords.get("loop_control")
        own.add(str(control.get("loop_var", "item")) if isinstance(control, dict) else "item")
    return own


def _names(text: str, expression: bool) -> frozenset[str]:
    try:
        return names(parse(text, expression=expression))
    except JinjaTrouble:
        return frozenset()


def _strings(value: Any, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*keys, str(index)))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(key, str) and is_template(key):
                yield keys, key
            yield from _strings(item, (*keys, str(key)))


def _is_expression(keys: tuple[str, ...]) -> bool:
    """Whether Ansible evaluates what stands under these keys as an expression, without delimiters."""
    named = [key for key in keys if not key.isdecimal()]
    if not named:
        return False
    return named[-1] in EXPRESSION_KEYWORDS or (short_name(named[-2]) if len(named) > 1 else "", named[-1]) in (
        _EXPRESSION_ARGUMENTS
    )


def _inside(file: YamlFile, node: Node, keys: tuple[str, ...], evaluates: bool) -> Iterator[JinjaSpan]:
    if isinstance(node, Scalar):
        expression = evaluates and _is_expression(keys)
        if node.tag not in _LITERAL_TAGS and node.text and (expression or is_template(node.text)):
            yield JinjaSpan(file.place(node.line, node.end_line), keys, node.text, expression)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _inside(file, item, (*keys, str(index)), evaluates)
    else:
        yield from _pairs(file, node, keys, evaluates)


def _pairs(file: YamlFile, node: Mapping, keys: tuple[str, ...], evaluates: bool) -> Iterator[JinjaSpan]:
    for key, value in node.pairs:
        name = key.text if isinstance(key, Scalar) else "?"
        if is_template(name):
            yield JinjaSpan(file.place(key.line, key.end_line), (*keys, name), name)
        yield from _inside(file, value, (*keys, name), evaluates)


def _whole(content: Content, path: str) -> Iterator[JinjaSpan]:
    try:
        text = read_text(content.root, path)
    except Unreadable:
        return
    if len(text) <= MAX_TEMPLATE and is_template(text):
        yield JinjaSpan(Place(path, 1, text.count("\n") + 1), (), text)


def _is_template_file(path: str) -> bool:
    return path.endswith((".j2", ".jinja", ".jinja2")) or "templates" in path.split("/")[:-1]


def _is_yaml_file(path: str) -> bool:
    parts = path.split("/")
    if _is_template_file(path) or "files" in parts[:-1] or any(part.startswith(".") for part in parts[:-1]):
        return False
    return is_yaml(path) or ("." not in parts[-1] and bool(VARIABLE_FOLDERS.intersection(parts[:-1])))


def _task_files(content: Content) -> Iterator[TaskFile]:
    for role in content.roles.values():
        yield from role.task_files
        yield from role.handler_files
    for play in content.plays:
        yield from play.task_files


def _referenced(content: Content, files: frozenset[str], modules: tuple[str, ...]) -> set[str]:
    """Existing files that tasks with one of the modules name literally."""
    folders = {role.name: role.path for role in content.roles.values()}
    found: set[str] = set()
    for task_file in _task_files(content):
        for task in task_file.walk():
            if short_name(task.module) in modules:
                for key in ("_raw_params", "file", "src"):
                    found.update(_existing(task.args.get(key), task.place.path, folders.get(task.role), files))
    return found


def _vars_files(content: Content, files: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for play in content.plays:
        named = play.keywords.get("vars_files")
        for target in named if isinstance(named, list) else [named]:
            found.update(_existing(target, play.place.path, None, files))
    return found


def _existing(target: Any, includer: str, role: str | None, files: frozenset[str]) -> list[str]:
    if not isinstance(target, str) or isinstance(target, Tagged) or is_template(target):
        return []
    inside = [f"{folder}/{target}" for folder in ("vars", "templates", "files")] if role is not None else []
    return [path for name in (target, *inside) for path in resolve(name, includer, role) if path in files]
