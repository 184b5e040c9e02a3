"""One value against its option: Ansible's own conversions, where the value is literal."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from agent.domain.modules import Option
from agent.validators.arguments.names import either, nearest
from agent.validators.arguments.rules import Fault
from knowledge.content.jinja import is_template

UNKNOWN = object()
"""Stands for a value that is only known when the task runs."""
_MOST_SHOWN = 60
_LONGEST_NUMBER = 40
_LONGEST_STRUCTURE = 20_000
_STRUCTURED = (list, dict)


def is_known(value: Any) -> bool:
    """Whether a value, with all it holds, is literal."""
    if isinstance(value, str):
        return not is_template(value)
    if isinstance(value, list):
        return all(map(is_known, value))
    if isinstance(value, dict):
        return all(is_known(key) and is_known(entry) for key, entry in value.items())
    return value is None or isinstance(value, (bool, int, float))


def convert(option: Option, kind: str, value: Any) -> Any:
    """What Ansible makes of a value; :data:`UNKNOWN` where that can't be told.

    Raises:
        TypeError: it can't be converted.
    """
    if not is_known(value) or (value is None and not option.required and option.default is None):
        return value if isinstance(value, _STRUCTURED) or value is None else UNKNOWN
    checker = _checkers().get(kind)
    if checker is None or _too_costly(kind, value):
        return UNKNOWN
    try:
        return checker(value)
    except (ValueError, ArithmeticError, RecursionError, AttributeError) as error:
        raise TypeError(str(error)) from error


def choice_fault(option: Option, name: str, value: Any) -> Fault | None:
    """What is wrong with a converted value, if it must be one of few."""
    if not option.choices or value is UNKNOWN:
        return None
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, _STRUCTURED) or item is UNKNOWN or not is_known(item) or _is_choice(option, item):
            continue
        choices = [str(choice) for choice in option.choices]
        found = nearest(str(item), choices)
        fix = f"Write {either(found)}." if found else f"Write {either(choices)}."
        key = name.rpartition(".")[2].partition("[")[0]
        return Fault("parameter-choice", key, f"`{name}` can't be {shown(item)}", fix)
    return None


def may_be_omitted(value: Any) -> bool:
    """Whether a template may make that a parameter isn't given at all."""
    return isinstance(value, str) and is_template(value) and "omit" in value


def shown(value: Any) -> str:
    """A value in a message: short and printable."""
    text = "empty" if value is None else repr(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def _is_choice(option: Option, value: Any) -> bool:
    if value in option.choices or str(value) in [str(choice) for choice in option.choices]:
        return True
    if value not in ("True", "False"):
        return False
    # YAML made a boolean of `yes`; Ansible makes a word of it again, where only one of the choices can be meant
    same = _booleans()[value == "True"].intersection(map(str, option.choices))
    return len(same) == 1


def _too_costly(kind: str, value: Any) -> bool:
    """Whether converting could take for ever: ``1e999999999`` is a whole number."""
    if not isinstance(value, str):
        return False
    if kind in ("int", "float", "bytes", "bits"):
        return len(value) > _LONGEST_NUMBER or (kind == "int" and "e" in value.lower() and value[:1].isdigit())
    return len(value) > _LONGEST_STRUCTURE


@cache
def _checkers() -> dict[str, Callable[[Any], Any]]:
    from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS  # noqa: PLC0415 - 50 ms

    return dict(DEFAULT_TYPE_VALIDATORS)


@cache
def _booleans() -> tuple[frozenset[Any], frozenset[Any]]:
    from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE  # noqa: PLC0415 - with Ansible

    return BOOLEANS_FALSE, BOOLEANS_TRUE
