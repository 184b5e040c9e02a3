"""Literal values against an option's type and choices, as Ansible converts them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from knowledge.content.jinja import is_template
from knowledge.content.model import ArgumentOption, Tagged

_TRUTHS = frozenset({"y", "yes", "on", "1", "true", "t", "1.0", "n", "no", "off", "0", "false", "f", "0.0"})


def is_literal(value: Any) -> bool:
    """Whether a value is known as it stands: no template and nothing encrypted in it."""
    if isinstance(value, str):
        return not is_template(value)
    if isinstance(value, list):
        return all(is_literal(item) for item in value)
    if isinstance(value, dict):
        return all(is_literal(item) for pair in value.items() for item in pair)
    return not isinstance(value, Tagged)


def fits_type(value: Any, kind: str) -> bool:
    """Whether Ansible takes a literal value for a type; of types it can't tell, it takes all."""
    fits = _FITS.get(kind)
    return value is None or fits is None or fits(value)


def fits_choices(value: Any, option: ArgumentOption) -> bool:
    """Whether a literal value, or each item of a list, is among an option's choices."""
    if not option.choices or value is None:
        return True
    values = value if isinstance(value, list) else [value]
    allowed = {_plain(choice) for choice in option.choices}
    return all(isinstance(item, (list, dict)) or _plain(item) in allowed for item in values)


def _plain(value: Any) -> str:
    text = str(value)
    return {"true": "yes", "false": "no"}.get(text.lower(), text) if isinstance(value, bool) else text


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool) or str(value).lower() in _TRUTHS


def _is_int(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return False
    try:
        int(str(value).strip()) if isinstance(value, str) else int(value)
    except (ValueError, OverflowError):
        return False
    return True


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _is_mapping(text: str) -> bool:
    if "=" in text:
        return True
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return text.startswith("{")  # Ansible tries it as Python too


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, str, int, float)) and not isinstance(value, bool)


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, str) and _is_mapping(value))


def _is_path(value: Any) -> bool:
    return not isinstance(value, (list, dict))


_FITS: dict[str, Callable[[Any], bool]] = {
    "bool": _is_bool,
    "int": _is_int,
    "float": _is_number,
    "list": _is_list,
    "dict": _is_dict,
    "path": _is_path,
}
"""Types whose values can be told from their text; every value is taken for ``str`` and ``raw``."""
