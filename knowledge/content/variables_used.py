"""The variables that a task reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.content.jinja import JinjaTrouble, is_template, names, parse
from knowledge.content.keywords import EXPRESSION_KEYWORDS, short_name
from knowledge.content.model import Task

_EXPRESSION_ARGUMENTS = {("assert", "that"), ("debug", "var")}


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
