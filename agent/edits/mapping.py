"""Set and remove keys of a mapping, block or flow style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.edits.draft import Change, Draft, Path
from agent.edits.nodes import NULL, Node, same, shape_of, value_of
from agent.edits.render import after_colon, comment, entry, inline

_DEFAULT_UNIT = 2
_COLON = re.compile(r"[ \t]*:")


def find(draft: Draft, mapping: Node, key: str) -> int | None:
    """Index of the value of ``key`` among the mapping's children.

    Raises:
        EditError: the key occurs twice.
    """
    found = [index for index, name, _ in mapping.pairs() if name.kind == "scalar" and name.shape.text == key]
    if len(found) > 1:
        raise draft.error(f"the key {key!r} occurs twice", mapping.children[found[-1]].start, "Remove one of them.")
    return found[0] if found else None


def indent_unit(draft: Draft) -> int:
    """How many columns the file indents: what its first indented mapping or list does, as yamllint reads it."""
    return next((indent for indent in _indents(draft, draft.tree.stream) if indent > 0), _DEFAULT_UNIT)


def _indents(draft: Draft, node: Node) -> Iterator[int]:
    for index, child in enumerate(node.children):
        if node.kind == "mapping" and index % 2 and child.children and not child.flow:
            first = child.start if child.kind == "sequence" else child.children[0].start
            if not draft.text[draft.line_start(first) : first].strip():
                yield draft.column(first) - draft.column(node.children[index - 1].start)
        yield from _indents(draft, child)


@dataclass(frozen=True)
class Entry:
    """A key with its value; ``note`` becomes a comment above it where it is new in a block mapping."""

    key: str
    value: object
    note: str = ""


def set_key(draft: Draft, path: Path, new: Entry, *, after: int | None = None) -> None:
    """Set a key of the mapping at ``path``, which has at least one; a new key goes behind child ``after`` (else last).

    Raises:
        EditError: the mapping is written in a way that can't be edited line by line.
    """
    mapping = draft.at(path)
    index = find(draft, mapping, new.key)
    if index is not None:
        if not same(value_of(mapping.children[index].shape), new.value):
            replace_value(draft, path, index, new.value)
    elif mapping.flow:
        _add_in_flow(draft, path, new)
    else:
        _add_in_block(draft, path, new, len(mapping.children) if after is None else after + 1)


def replace_value(draft: Draft, path: Path, index: int, value: object) -> None:
    """Replace the value at child ``index`` of the mapping at ``path``.

    Raises:
        EditError: it is written in a way that can't be edited line by line.
    """
    mapping = draft.at(path)
    key, old = mapping.children[index - 1], mapping.children[index]
    change = Change(path, index, index + 1, (shape_of(value),))
    if mapping.flow:
        begin = old.start if old.end > old.start else _after_colon(draft, key)
        space = "" if old.end > old.start else " "
        draft.splice(begin, max(old.end, begin), space + inline(value, flow=True), change)
        return
    colon = _after_colon(draft, key)
    tail, lines = after_colon(value, draft.column(key.start), indent_unit(draft))
    end = max(old.end, colon)
    stop, key_line_end = draft.line_end(end), draft.line_end(colon)
    # A comment may follow the old value, or stand between the colon and a value further down.
    rest = draft.text[end:stop] if old.start <= key_line_end else draft.text[colon:key_line_end]
    final = "\n" if lines and stop == len(draft.text) else ""
    draft.splice(colon, stop, "\n".join([tail + rest.rstrip(), *lines]) + final, change)


def remove_key(draft: Draft, path: Path, key: str) -> None:
    """Remove ``key`` of the mapping at ``path``; nothing happens when it is not there.

    Raises:
        EditError: it is the only key, or written in a way that can't be edited line by line.
    """
    mapping = draft.at(path)
    index = find(draft, mapping, key)
    if index is None:
        return
    children = mapping.children
    if len(children) == 2:  # noqa: PLR2004 - one key, one value
        raise draft.error(f"{key!r} is the only key here", mapping.start, "Remove the whole entry instead.")
    change = Change(path, index - 1, index + 1, ())
    name, value = children[index - 1], children[index]
    is_last = index == len(children) - 1
    if mapping.flow and is_last:
        draft.splice(children[index - 2].end, value.end, "", change)
    elif mapping.flow or index == 1:
        draft.splice(name.start, children[index + 1].start, "", change)
    else:
        begin, end = draft.line_start(name.start), draft.next_line(max(value.end, name.end))
        draft.splice(begin, end, "", change)


def _after_colon(draft: Draft, key: Node) -> int:
    match = _COLON.match(draft.text, key.end)
    if match is None:
        raise draft.error("this key is not followed by its colon", key.start)
    return match.end()


def _add_in_flow(draft: Draft, path: Path, new: Entry) -> None:
    mapping = draft.at(path)
    count = len(mapping.children)
    last = mapping.children[-1]
    written = f", {inline(new.key, flow=True)}: {inline(new.value, flow=True)}"
    draft.splice(last.end, last.end, written, Change(path, count, count, (shape_of(new.key), shape_of(new.value))))


def _add_in_block(draft: Draft, path: Path, new: Entry, place: int) -> None:
    mapping = draft.at(path)
    column = draft.column(mapping.children[0].start)
    lines = comment(new.note, column) + entry(new.key, new.value, column, indent_unit(draft))
    key, value = mapping.children[place - 2 : place]
    change = Change(path, place, place, (shape_of(new.key), shape_of(new.value)))
    draft.insert_lines(max(key.end, value.end), lines, change)


def is_empty(node: Node) -> bool:
    """Whether a value is null, ``{}`` or ``[]``."""
    return node.shape.tag == NULL or (node.kind in {"mapping", "sequence"} and not node.children)
