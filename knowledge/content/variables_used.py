"""The variables that a task reads."""

from __future__ import annotations

from typing import Any

from knowledge.content.expressions import jinja_texts
from knowledge.content.jinja import JinjaTrouble, names, parse
from knowledge.content.keywords import short_name
from knowledge.content.model import Task


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
        for found in jinja_texts(holder):
            used |= _names(found.text, found.expression)
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
