"""The rules: why each thing matters."""

from __future__ import annotations

from dataclasses import dataclass

_REFUSED = "The module refuses the whole task, so it fails when it is run."

RULES: dict[str, str] = {
    "module-unknown": "Ansible can't find it, so nothing that loads this file runs.",
    "module-removed": "It was removed from its collection, so the task can't run.",
    "arguments-malformed": "Ansible can't tell which parameters are meant.",
    "parameter-unknown": "A parameter the module doesn't have is refused, or silently does nothing.",
    "parameter-missing": _REFUSED,
    "parameter-type": "The value can't be converted, or what it is converted to is not what was meant.",
    "parameter-choice": _REFUSED,
    "parameters-exclusive": _REFUSED,
    "parameters-together": _REFUSED,
    "parameters-one-of": _REFUSED,
    "parameters-required-if": _REFUSED,
    "parameters-required-by": _REFUSED,
}
"""Why what a rule is about matters."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a task's arguments.

    Attributes:
        rule: the rule's name.
        parameter: the parameter as written, the outermost if it is nested; empty when it is about the task.
        what: what was found.
        fix: what to write instead.
    """

    rule: str
    parameter: str
    what: str
    fix: str
