"""The Jinja of a value: its templates, and the strings that Ansible evaluates without delimiters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.content.jinja import is_template
from knowledge.content.keywords import EXPRESSION_KEYWORDS, short_name

_EXPRESSION_ARGUMENTS = {("assert", "that"), ("debug", "var")}


@dataclass(frozen=True)
class JinjaText:
    """A string with Jinja in it.

    Attributes:
        keys: the keys that lead to it, list positions as digits.
        text: the string.
        expression: whether it is an expression without delimiters, as ``when`` holds one.
    """

    keys: tuple[str, ...]
    text: str
    expression: bool


def jinja_texts(value: Any) -> Iterator[JinjaText]:
    """Yield every template and expression inside a value, mapping keys included; tagged scalars are neither."""
    for keys, text in _strings(value, ()):
        expression = _is_expression(keys)
        if expression or is_template(text):
            yield JinjaText(keys, text, expression)


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
