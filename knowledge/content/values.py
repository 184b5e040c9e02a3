"""Plain Python values from YAML nodes."""

from __future__ import annotations

from typing import Any

import yaml

from knowledge.content.model import Tagged
from knowledge.content.yaml_lines import Mapping, Node, Scalar, Sequence

_STANDARD = "tag:yaml.org,2002:"
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_CONSTRUCT = {
    f"{_STANDARD}bool": _CONSTRUCTOR.construct_yaml_bool,
    f"{_STANDARD}int": _CONSTRUCTOR.construct_yaml_int,
    f"{_STANDARD}float": _CONSTRUCTOR.construct_yaml_float,
    f"{_STANDARD}null": lambda _: None,
}
_MAX_BITS = 10_000
"""Python refuses to print much longer numbers, which hexadecimal ones can be."""
_AS_TEXT = {f"{_STANDARD}{kind}" for kind in ("str", "timestamp", "value", "merge")}


def construct(node: Node | None) -> Any:
    """Return ``str``, ``int``, ``float``, ``bool``, ``None``, ``list`` or ``dict``.

    Dates stay text. A scalar with a tag of its own (``!vault``, ``!unsafe``) becomes :class:`Tagged`.
    """
    if node is None:
        return None
    if isinstance(node, Scalar):
        return _scalar(node)
    if isinstance(node, Sequence):
        return [construct(item) for item in node.items]
    return {_key(key): construct(value) for key, value in node.pairs}


def text_of(node: Node | None) -> str:
    """Return a scalar's text, or an empty text for anything else."""
    return node.text if isinstance(node, Scalar) and not node.tag.endswith(":null") else ""


def names(mapping: Mapping) -> list[str]:
    """Return a mapping's keys as text."""
    return [key.text for key, _ in mapping.pairs if isinstance(key, Scalar)]


def _scalar(node: Scalar) -> Any:
    if node.tag in _AS_TEXT:
        return node.text
    convert = _CONSTRUCT.get(node.tag)
    if convert is None:
        return Tagged(node.tag, node.text)
    try:
        value = convert(yaml.ScalarNode(node.tag, node.text))
    except (ValueError, LookupError):  # !!int on a word or on nothing, more digits than Python converts
        return node.text
    return node.text if isinstance(value, int) and value.bit_length() > _MAX_BITS else value


def _key(node: Node) -> Any:
    value = construct(node) if isinstance(node, Scalar) else str(construct(node))
    return value.text if isinstance(value, Tagged) else value
