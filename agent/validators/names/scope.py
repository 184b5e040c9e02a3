"""Which files a change can affect: those it touches, and those that mention what it takes away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from agent.validators.changes import Changes
from agent.validators.names.definitions import Definitions
from agent.validators.names.view import View
from knowledge.content.model import Role

_WORD = re.compile(r"\w+")


def affected(before: View, after: View, changed: Changes) -> frozenset[str]:
    """Return the paths to judge, of either tree."""
    touched = frozenset((*changed.present, *changed.removed))
    lost = frozenset(word for name in _lost(before, after, changed) if (word := _longest_word(name)))
    if not lost:
        return touched
    others = frozenset(after.all_paths()) - touched
    return touched | frozenset(path for path in others if not lost.isdisjoint(_WORD.findall(after.text(path))))


def _lost(before: View, after: View, changed: Changes) -> Iterator[str]:
    """What is named in the base and no longer there: variables, handlers, files, roles and what roles ask for."""
    yield from before.shared - after.shared
    for old, new in _companies(before, after):
        yield from old.variables - new.variables
        yield from old.handlers - new.handlers
    yield from (PurePosixPath(path).stem for path in changed.removed)
    for name, role in before.content.roles.items():
        now = after.content.roles.get(name)
        if now is None or _demands(now) != _demands(role):
            yield name


def _companies(before: View, after: View) -> Iterator[tuple[Definitions, Definitions]]:
    """What each company of the base defined, beside what is defined now for one of its homes."""
    seen: set[tuple[int, int]] = set()
    for key in before.homes.keys() & after.homes.keys():
        old, new = before.known(before.homes[key]), after.known(after.homes[key])
        if (id(old), id(new)) not in seen:
            seen.add((id(old), id(new)))
            yield old, new


def _demands(role: Role) -> list[tuple[object, ...]]:
    return [(it.name, it.type, it.required, it.choices) for it in role.options]


def _longest_word(name: str) -> str:
    """The word to look for: a text that does not hold it can't name the whole."""
    return max(_WORD.findall(name), key=len, default="")
