"""What a module's source declares in its ``AnsibleModule(argument_spec=...)`` call, where that is literal."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from agent.domain.modules import Constraints, RequiredIf

_DEEPEST = 20
_GROUPS = ("mutually_exclusive", "required_together", "required_one_of")


class _NotLiteral(Exception):
    """The expression is only known when it runs."""


@dataclass(frozen=True)
class Declared:
    """What is known from the source of a module, or of one of its options.

    Attributes:
        options: by name: what is declared of each (``aliases``, ``required``, ...); ``...`` for what is not literal.
        inner: by name: what is declared of its suboptions.
        constraints: what they demand of each other.
    """

    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    inner: Mapping[str, Declared] = field(default_factory=dict)
    constraints: Constraints = field(default_factory=Constraints)


def declared(tree: ast.Module) -> Declared:
    """Read the one argument spec of a module's or action plugin's source; nothing, where there are none or several."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and any(keyword.arg == "argument_spec" for keyword in node.keywords)
    ]
    if len(calls) != 1:
        return Declared()
    keywords = {keyword.arg: keyword.value for keyword in calls[0].keywords if keyword.arg}
    return _Reader(tree).spec(keywords, keywords["argument_spec"], 0)


class _Reader:
    """Evaluates what is literal, looking up names that are assigned exactly once."""

    def __init__(self, tree: ast.Module) -> None:
        assigned = [
            (node.targets[0].id, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ]
        times = Counter(name for name, _ in assigned)
        self._assigned = {name: value for name, value in assigned if times[name] == 1}
        self._updates = list(_updates(tree))

    def spec(self, keywords: Mapping[str, ast.expr], options: ast.expr, depth: int) -> Declared:
        """Read an argument spec and the constraints beside it."""
        entries = dict(self._entries(options, depth))
        found: dict[str, dict[str, Any]] = {}
        inner: dict[str, Declared] = {}
        for name, node in entries.items():
            parts = dict(self._entries(node, depth + 1))
            found[name] = {key: value for key, part in parts.items() for value in self._literals(key, part)}
            if "options" in parts and depth < _DEEPEST:
                inner[name] = self.spec(parts, parts["options"], depth + 1)
        return Declared(found, inner, self._constraints(keywords))

    def _literals(self, key: str, node: ast.expr) -> Iterator[Any]:
        try:
            yield ... if key == "options" else self._value(node, 0)
        except _NotLiteral:
            yield ...

    def _entries(self, node: ast.expr, depth: int) -> Iterator[tuple[str, ast.expr]]:
        """The entries of a dictionary, as far as they can be seen."""
        if depth > _DEEPEST:
            return
        if isinstance(node, ast.Name):
            parts = [self._assigned[node.id]] if node.id in self._assigned else []
            for part in (*parts, *(update for name, update in self._updates if name == node.id)):
                yield from self._entries(part, depth + 1)
            return
        for key, value in _pairs(node):
            if key is None:
                yield from self._entries(value, depth + 1)
            elif isinstance(key, str):
                yield key, value

    def _constraints(self, keywords: Mapping[str, ast.expr]) -> Constraints:
        groups: dict[str, Any] = {
            name: tuple(_names(group) for group in self._items(keywords.get(name)) if _is_group(group))
            for name in _GROUPS
        }
        conditions = tuple(
            found for item in self._items(keywords.get("required_if")) if (found := _required_if(item)) is not None
        )
        by = {}
        for name, node in self._entries(keywords["required_by"], 0) if "required_by" in keywords else ():
            needed = next(self._literals("", node))
            if isinstance(needed, str) or _is_group(needed):
                by[name] = (needed,) if isinstance(needed, str) else _names(needed)
        return Constraints(**groups, required_if=conditions, required_by=by)

    def _items(self, node: ast.expr | None, depth: int = 0) -> Iterator[Any]:
        """The literal items of a list."""
        if isinstance(node, ast.Name) and depth < _DEEPEST:
            yield from self._items(self._assigned.get(node.id), depth + 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and depth < _DEEPEST:
            yield from self._items(node.left, depth + 1)
            yield from self._items(node.right, depth + 1)
        elif isinstance(node, (ast.List, ast.Tuple)):
            for item in node.elts:
                try:
                    yield self._value(item, 0)
                except _NotLiteral:
                    continue

    def _value(self, node: ast.expr, depth: int) -> Any:
        if depth > _DEEPEST:
            raise _NotLiteral
        if isinstance(node, ast.Name) and node.id in self._assigned:
            return self._value(self._assigned[node.id], depth + 1)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [self._value(item, depth + 1) for item in node.elts]
        if isinstance(node, ast.Constant):
            return node.value
        raise _NotLiteral


def _pairs(node: ast.expr) -> Iterator[tuple[object, ast.expr]]:
    """The pairs of a ``{...}``, a ``dict(...)``, or a call of a function that adds common options to those it is given.

    The key ``None`` stands for a whole dictionary unpacked into it.
    """
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None or isinstance(key, ast.Constant):
                yield None if key is None else key.value, value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "dict":
            yield from ((None, part) for part in node.args)
        yield from ((keyword.arg, keyword.value) for keyword in node.keywords)


def _updates(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Every ``NAME.update(...)``, with the dictionary it brings."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "update":
            continue
        if isinstance(node.func.value, ast.Name):
            dictionary = ast.Name("dict", ast.Load())
            yield node.func.value.id, ast.Call(dictionary, list(node.args), list(node.keywords))


def _is_group(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)


def _names(group: list[str]) -> tuple[str, ...]:
    return tuple(group)


def _required_if(item: Any) -> RequiredIf | None:
    if not isinstance(item, list) or len(item) not in (3, 4) or not _is_group(item[2]):
        return None
    try:
        return RequiredIf(parameter=item[0], value=item[1], needed=tuple(item[2]), any_of=bool(item[3:] and item[3]))
    except ValidationError:  # bytes, or whatever else is not data
        return None
