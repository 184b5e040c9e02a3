"""Which variables a change gives another value, through variables that are made of them too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.content.jinja import JinjaTrouble, is_template, names, parse
from knowledge.content.model import Content, Role, Variable
from knowledge.content.source import Unreadable, read_text


class ChangedVariables:
    """The variables whose value differs between two contents.

    Attributes:
        everywhere: names of changed group and host variables, which every task may read.
    """

    def __init__(self, before: Content, after: Content) -> None:
        self._before = before
        self._after = after
        self.everywhere = _closed(_differing(before.variables, after.variables), after.variables)

    def in_role(self, role: Role) -> frozenset[str]:
        """Names of the changed variables that a role's tasks see."""
        old = self._before.roles.get(role.name)
        own = _differing(old.variables if old else (), role.variables)
        return _closed(own | self.everywhere, (*role.variables, *self._after.variables))

    def templates(self, role: Role, changed: frozenset[str]) -> Iterator[str]:
        """Yield the role's templates that mention a changed variable, as paths below ``templates/``."""
        if not changed:
            return
        mention = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(changed))})\b")
        prefix = f"{role.path}/templates/" if role.path else "templates/"
        for path in role.templates:
            try:
                text = read_text(self._after.root, path)
            except Unreadable:  # the content lists it among its problems
                continue
            if mention.search(text):
                yield path.removeprefix(prefix)


def _differing(before: Iterable[Variable], after: Iterable[Variable]) -> frozenset[str]:
    old = {(variable.place.path, variable.name): repr(variable.value) for variable in before}
    new = {(variable.place.path, variable.name): repr(variable.value) for variable in after}
    return frozenset(name for path, name in old.keys() | new.keys() if old.get((path, name)) != new.get((path, name)))


def _closed(changed: frozenset[str], variables: Iterable[Variable]) -> frozenset[str]:
    """``changed``, and every variable that is made of one of them, directly or not."""
    reads = {variable.name: frozenset(_read_by(variable.value)) for variable in variables}
    while further := {name for name, read in reads.items() if read & changed} - changed:
        changed |= further
    return changed


def _read_by(value: object) -> Iterator[str]:
    if isinstance(value, str) and is_template(value):
        try:
            yield from names(parse(value))
        except JinjaTrouble:  # a finding of the validators; it names no variable
            return
    elif isinstance(value, dict):
        for item in value.values():
            yield from _read_by(item)
    elif isinstance(value, list):
        for item in value:
            yield from _read_by(item)
