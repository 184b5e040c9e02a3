"""Passages about variables: defaults and vars with their values, inventory variables by name only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from knowledge.content.model import Scope, Variable
from knowledge.passages import Passage, PassageKind
from knowledge.sources.prose import GROUP_TEXT, Piece, chunks, clip, grouped, one_line, sentence_list
from knowledge.sources.secrets import HIDDEN, is_secret, redact, redact_text


def variable_passages(variables: Iterable[Variable], role: str) -> Iterator[Passage]:
    """Describe each variable with its value; long lists go on in further passages."""
    pieces = (piece for variable in variables for piece in _pieces(variable))
    yield from grouped(pieces, PassageKind.DEFAULTS, role)


def inventory_passages(variables: Iterable[Variable]) -> Iterator[Passage]:
    """Name the variables of group_vars and host_vars files, file by file; their values are nobody's business."""
    for path, group in groupby(variables, key=lambda variable: variable.place.path):
        members = list(group)
        of = "group" if members[0].scope is Scope.GROUP_VARS else "host"
        text = f"{path} sets these {of} variables: {sentence_list((member.name for member in members), 40)}."
        yield Passage(
            path=path,
            line=members[0].place.line,
            end_line=members[-1].place.end_line,
            kind=PassageKind.DEFAULTS,
            text=clip(text),
        )


def package_names(variables: Iterable[Variable]) -> list[str]:
    """Return the packages that variables named after packages hold."""
    names = [
        name
        for variable in variables
        if "package" in variable.name.lower() and not is_secret(variable.name)
        for _, items in _lists(variable.value)
        for name in items
    ]
    return list(dict.fromkeys(names))


def _pieces(variable: Variable) -> Iterator[Piece]:
    of = f" of role {variable.role}" if variable.role else ""
    head = f"Variable {variable.name}{of} ({variable.scope})"
    if variable.comment:
        head += f": {redact_text(clip(' '.join(variable.comment.split()), 300))}"
    if is_secret(variable.name):
        yield Piece(variable.place, f"{head} {HIDDEN}")
        return
    lists = list(_lists(redact(variable.value)))
    if not lists:
        yield Piece(variable.place, f"{head} = {one_line(redact(variable.value), 300) or 'empty'}")
        return
    texts = [f"{key}: {chunk}" if key else chunk for key, items in lists for chunk in chunks(items, GROUP_TEXT - 200)]
    text = ""
    for part in texts:
        if text and len(text) + len(part) > GROUP_TEXT:
            yield Piece(variable.place, text)
            text = ""
        text = f"{text}; {part}" if text else f"{head} = {part}"
    yield Piece(variable.place, text)


def _lists(value: Any) -> Iterator[tuple[str, list[str]]]:
    """The lists of plain words in a value: itself, or one for each key, such as a distribution."""
    if isinstance(value, list) and value and all(isinstance(item, (str, int, float)) for item in value):
        yield "", [one_line(item) for item in value]
    elif isinstance(value, dict) and value and all(isinstance(items, list) for items in value.values()):
        for key, items in value.items():
            yield str(key), [one_line(item) for item in items]
