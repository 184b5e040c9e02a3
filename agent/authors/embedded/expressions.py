"""Reads Jinja expressions without running them: what a condition comes to, which variable a template names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from agent.domain.facts import SystemFacts

MAX_CHARACTERS = 500


class _Unknown:
    """The value of what can't be known before the run."""


UNKNOWN: Final = _Unknown()
_ENVIRONMENT = Environment(autoescape=True)  # it only parses; nothing is ever rendered
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
    "lt": lambda left, right: left < right,
    "lteq": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "gteq": lambda left, right: left >= right,
}
_FILTERS: Mapping[str, Callable[[Any], Any]] = {
    "lower": lambda value: str(value).lower(),
    "upper": lambda value: str(value).upper(),
    "string": str,
    "int": int,
    "length": len,
    "count": len,
    "bool": lambda value: str(value).lower() in ("true", "yes", "on", "1"),
}


def known(facts: SystemFacts) -> dict[str, Any]:
    """Return the facts under the names that Ansible content calls them by."""
    plain = {name: value for name, value in facts if name != "audio" and value != ""}
    return {"ansible_facts": plain} | {f"ansible_{name}": value for name, value in plain.items()}


def holds(conditions: Iterable[object], values: Mapping[str, Any]) -> bool | None:
    """Tell whether all conditions (``when`` entries) are true; ``None`` when only the run can tell."""
    outcomes = [_truth(_condition(condition, values)) for condition in conditions]
    if False in outcomes:
        return False
    return None if None in outcomes else True


def variable_path(template: str, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the variable a template like ``{{ x[ansible_distribution | lower] }}`` names: ``("x", "debian")``.

    Filters after the variable are passed over. ``None`` when the template is anything else.
    """
    parsed = _parse(template)
    if parsed is None or len(parsed.body) != 1 or not isinstance(parsed.body[0], nodes.Output):
        return None
    parts = [part for part in parsed.body[0].nodes if not _is_blank(part)]
    return _path(parts[0], values) if len(parts) == 1 else None


def _condition(condition: object, values: Mapping[str, Any]) -> object:
    if not isinstance(condition, str):
        return condition
    parsed = _parse("{{ (" + condition + ") }}")
    output = parsed.body[0] if parsed is not None and len(parsed.body) == 1 else None
    return _value(output.nodes[0], values) if isinstance(output, nodes.Output) else UNKNOWN


@lru_cache(maxsize=4096)
def _parse(template: str) -> nodes.Template | None:
    if len(template) > MAX_CHARACTERS:
        return None
    try:
        return _ENVIRONMENT.parse(template)
    except (TemplateSyntaxError, RecursionError):
        return None


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip()


def _path(node: nodes.Node, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    while isinstance(node, nodes.Filter) and node.node is not None:
        node = node.node
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        parent, key = _path(node.node, values), node.attr
    elif isinstance(node, nodes.Getitem):
        parent, key = _path(node.node, values), _value(node.arg, values)
    else:
        return None
    return (*parent, key) if parent and isinstance(key, str) else None


def _truth(value: object) -> bool | None:
    if value is UNKNOWN:
        return None
    return str(value).lower() in ("true", "yes", "on", "1") if isinstance(value, str) else bool(value)


def _value(node: nodes.Node, values: Mapping[str, Any]) -> Any:
    """Evaluate constants, known names and comparisons; everything else is unknown."""
    evaluate = _EVALUATORS.get(type(node))
    return UNKNOWN if evaluate is None else evaluate(node, values)


def _constant(node: nodes.Const, _: Mapping[str, Any]) -> Any:
    return node.value


def _named(node: nodes.Name, values: Mapping[str, Any]) -> Any:
    return values.get(node.name, UNKNOWN)


def _listed(node: nodes.List | nodes.Tuple, values: Mapping[str, Any]) -> Any:
    inner = [_value(item, values) for item in node.items]
    return UNKNOWN if UNKNOWN in inner else inner


def _member(node: nodes.Getattr | nodes.Getitem, values: Mapping[str, Any]) -> Any:
    parent = _value(node.node, values)
    key = node.attr if isinstance(node, nodes.Getattr) else _value(node.arg, values)
    return parent.get(key, UNKNOWN) if isinstance(parent, Mapping) and isinstance(key, str) else UNKNOWN


def _filtered(node: nodes.Filter | nodes.Test, values: Mapping[str, Any]) -> Any:
    value = _value(node.node, values) if node.node is not None else UNKNOWN
    if isinstance(node, nodes.Test):
        return True if node.name == "defined" and value is not UNKNOWN else UNKNOWN
    apply = _FILTERS.get(node.name)
    if value is UNKNOWN or (apply is None and node.name != "default"):
        return UNKNOWN
    try:
        return apply(value) if apply is not None else value
    except (TypeError, ValueError):
        return UNKNOWN


def _compared(node: nodes.Compare, values: Mapping[str, Any]) -> Any:
    left = _value(node.expr, values)
    right = _value(node.ops[0].expr, values)
    compare = _COMPARE.get(node.ops[0].op)
    if len(node.ops) != 1 or left is UNKNOWN or right is UNKNOWN or compare is None:
        return UNKNOWN
    try:
        return compare(left, right)
    except TypeError:
        return UNKNOWN


def _joined(node: nodes.And | nodes.Or | nodes.Not, values: Mapping[str, Any]) -> Any:
    if isinstance(node, nodes.Not):
        truth = _truth(_value(node.node, values))
        return UNKNOWN if truth is None else not truth
    outcomes = {_truth(_value(node.left, values)), _truth(_value(node.right, values))}
    decisive = isinstance(node, nodes.Or)
    if decisive in outcomes:
        return decisive
    return UNKNOWN if None in outcomes else not decisive


_EVALUATORS: Mapping[type[nodes.Node], Callable[[Any, Mapping[str, Any]], Any]] = {
    nodes.Const: _constant,
    nodes.Name: _named,
    nodes.List: _listed,
    nodes.Tuple: _listed,
    nodes.Getattr: _member,
    nodes.Getitem: _member,
    nodes.Filter: _filtered,
    nodes.Test: _filtered,
    nodes.Compare: _compared,
    nodes.And: _joined,
    nodes.Or: _joined,
    nodes.Not: _joined,
}
