"""Calls of roles against the argument specs of what they call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from agent.validators.names.argument_types import fits_choices, fits_type, is_literal
from agent.validators.names.faults import Fault
from agent.validators.names.homes import Home
from agent.validators.names.nearest import nearest
from agent.validators.names.view import View
from knowledge.content.model import ArgumentOption, Role
from knowledge.content.role_calls import RoleCall


def role_arguments(view: View, paths: frozenset[str]) -> Iterator[Fault]:
    """Yield what is wrong with the arguments of calls in the judged files, where the role has an argument spec."""
    for home in view.homes.values():
        for call in home.calls():
            if call.place.path in paths and call.entries.get("tasks_from", "main") in ("main", "main.yml"):
                role = view.role(call.name)
                if role and role.options:
                    yield from _Judge(view, home, call, role).faults()


class _Judge:
    def __init__(self, view: View, home: Home, call: RoleCall, role: Role) -> None:
        self._view = view
        self._home = home
        self._call = call
        self._role = role
        self._options = {option.name: option for option in role.options}

    def faults(self) -> Iterator[Fault]:
        for name, value in self._call.parameters.items():
            if name in self._options:
                yield from self._value(self._options[name], value)
            else:
                yield from self._unknown(name)
        for option in self._role.options:
            if option.required and option.default is None and option.name not in self._call.parameters:
                yield from self._missing(option)

    def _value(self, option: ArgumentOption, value: Any) -> Iterator[Fault]:
        if not is_literal(value):
            return
        if not fits_type(value, option.type):
            what = f"`{option.name}` of role `{self._role.name}` is no {option.type}: `{value}`"
            yield self._fault("role-argument-type", option.name, what, f"Write a value of type {option.type}.")
        elif not fits_choices(value, option):
            choices = ", ".join(f"`{choice}`" for choice in option.choices)
            what = f"`{option.name}` of role `{self._role.name}` can't be `{value}`"
            yield self._fault("role-argument-choice", option.name, what, f"Write one of {choices}.")

    def _unknown(self, name: str) -> Iterator[Fault]:
        """A parameter that is no option: another role's, unless it looks like this one's."""
        near = nearest(name, self._options)
        if not near and not name.startswith(_prefix(self._role)):
            return
        if self._is_used(name):
            return
        what = f"role `{self._role.name}` has no option `{name}`"
        yield self._fault("role-argument-unknown", name, what, f"Write `{near}`." if near else "")

    def _is_used(self, name: str) -> bool:
        """Whether the role knows it without saying so in its spec."""
        if any(variable.name == name for variable in self._role.variables):
            return True
        word = re.compile(rf"\b{re.escape(name)}\b")
        files = [it.path for it in (*self._role.task_files, *self._role.handler_files)]
        return any(word.search(self._view.text(path)) for path in (*files, *self._role.templates))

    def _missing(self, option: ArgumentOption) -> Iterator[Fault]:
        name = option.name
        if name in self._view.shared or self._view.known(self._home).knows(name):
            return
        doubt = "" if self._is_spelled_out() else "the inventory that runs it may define it"
        what = f"the call of role `{self._role.name}` lacks its required `{name}`"
        yield self._fault("role-argument-missing", name, what, f"Pass `{name}`.", doubt)

    def _is_spelled_out(self) -> bool:
        """Whether the call passes options by itself, so that one that is not there was forgotten."""
        return not self._options.keys().isdisjoint(self._call.parameters)

    def _fault(self, rule: str, name: str, what: str, fix: str, doubt: str = "") -> Fault:
        place = self._call.place
        line = self._view.line_of(place, name)
        construct = f"{self._role.name} {what}"
        return Fault(rule, place.path, line, what, construct, fix=fix, doubt=doubt, task=self._call.task)


def _prefix(role: Role) -> str:
    return f"{role.name.rpartition('/')[2].replace('-', '_')}_"
