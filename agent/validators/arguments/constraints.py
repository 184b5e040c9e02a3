"""What parameters demand of each other: exclusive, together, one of, required if, required by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from agent.domain.modules import ArgumentSpec, Constraints, RequiredIf
from agent.validators.arguments.names import either
from agent.validators.arguments.rules import Fault


@dataclass(frozen=True)
class Presence:
    """What is given at one level, under the options' own names.

    Attributes:
        certain: what is surely given, with its converted value.
        possible: names of all that may be given.
        defaults: what the rest is when it is not given.
    """

    certain: Mapping[str, Any]
    possible: Set[str]
    defaults: Mapping[str, Any]

    def value(self, name: str) -> Any:
        """The value of a parameter, where that is sure; otherwise ``...``."""
        return self.certain.get(name, ... if name in self.possible else self.defaults.get(name, ...))

    def lacks(self, name: str) -> bool:
        """Whether a parameter surely has no value."""
        return name not in self.possible and name not in self.defaults


def exclusive(spec: ArgumentSpec, present: Presence, owner: str) -> Iterator[Fault]:
    """Parameters that can't be given together."""
    for group in _groups(spec, spec.constraints.mutually_exclusive):
        given = [name for name in group if name in present.certain]
        if len(given) > 1:
            what = f"{owner} takes only one of {_said(group)}"
            yield Fault("parameters-exclusive", given[-1], what, f"Leave out all but one of {_said(given)}.")


def demanded(spec: ArgumentSpec, present: Presence, owner: str) -> Iterator[Fault]:
    """Parameters that are absent, though others demand them."""
    demands: Constraints = spec.constraints
    for group in _groups(spec, demands.required_together):
        absent = [name for name in group if present.lacks(name)]
        if absent and any(name in present.certain for name in group):
            what = f"{owner} takes {_said(group, 'and')} only together"
            yield Fault("parameters-together", "", what, f"Add {_said(absent, 'and')}.")
    for group in _groups(spec, demands.required_one_of):
        if all(present.lacks(name) for name in group):
            yield Fault("parameters-one-of", "", f"{owner} needs one of {_said(group)}", f"Add {_said(group)}.")
    names = spec.names()
    for condition in demands.required_if:
        yield from _required_if(condition, names, present, owner)
    for name, needed in demands.required_by.items():
        absent = [names.get(it, it) for it in needed if present.lacks(names.get(it, it))]
        if absent and present.certain.get(names.get(name, name)) is not None:
            what = f"{owner} takes `{name}` only with {_said(absent, 'and')}"
            yield Fault("parameters-required-by", name, what, f"Add {_said(absent, 'and')}.")


def _required_if(condition: RequiredIf, names: Mapping[str, str], present: Presence, owner: str) -> Iterator[Fault]:
    name = names.get(condition.parameter, condition.parameter)
    value = present.value(name)
    if value is ... or type(value) is not type(condition.value) or value != condition.value:
        return
    needed = [names.get(it, it) for it in condition.needed]
    absent = [it for it in needed if present.lacks(it)]
    if absent and (len(absent) == len(needed) or not condition.any_of):
        said = _said(absent, "or" if condition.any_of else "and")
        what = f"{owner} needs {said} where `{name}` is {value!r}"
        yield Fault("parameters-required-if", "", what, f"Add {said}.")


def _groups(spec: ArgumentSpec, groups: tuple[tuple[str, ...], ...]) -> Iterator[list[str]]:
    """The groups under the options' own names; code may call them by an alias."""
    names = spec.names()
    for group in groups:
        yield list(dict.fromkeys(names.get(name, name) for name in group))


def _said(names: list[str], word: str = "or") -> str:
    return either(["free text" if name == "_raw_params" else name for name in names], word)
