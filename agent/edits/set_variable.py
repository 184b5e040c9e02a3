"""Set a top-level variable."""

from __future__ import annotations

import re

from agent.domain.edits import SetVariable
from agent.edits.draft import Change, Draft
from agent.edits.mapping import Entry, indent_unit, is_empty, set_key
from agent.edits.nodes import shape_of
from agent.edits.render import comment, entry
from agent.edits.sequence import blank_between, last_line
from agent.errors import EditError

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def set_variable(edit: SetVariable, draft: Draft) -> None:
    """Replace the variable's value, or append the variable with its comment.

    Raises:
        EditError: the name is none, or the file can't be edited line by line.
    """
    put_variable(draft, Entry(edit.name, edit.value, edit.comment))


def put_variable(draft: Draft, new: Entry) -> None:
    """Set a top-level key of a file of variables.

    Raises:
        EditError: the name is none, or the file can't be edited line by line.
    """
    if not _NAME.fullmatch(new.key):
        raise EditError(f"{new.key!r} is no name for a variable", where=draft.path, hint="Use letters, digits and _.")
    documents = draft.tree.stream.children
    if documents and documents[0].kind not in {"mapping", "scalar"}:
        raise draft.error("this file is no mapping of variables", documents[0].start)
    if not documents or is_empty(documents[0]):
        _begin_mapping(draft, new)
    elif documents[0].kind == "scalar":
        hint = "Decrypt the file first, if it is a vault."
        raise draft.error("this file is no mapping of variables", documents[0].start, hint)
    elif documents[0].flow or any(key.shape.text == new.key for _, key, _ in documents[0].pairs()):
        set_key(draft, (0,), new)
    else:
        _append(draft, new)


def _append(draft: Draft, new: Entry) -> None:
    root = draft.at((0,))
    column = draft.column(root.children[0].start)
    blank = [""] if new.note or blank_between(draft, root) else []
    lines = blank + comment(new.note, column) + entry(new.key, new.value, column, indent_unit(draft))
    count = len(root.children)
    change = Change((0,), count, count, (shape_of(new.key), shape_of(new.value)))
    draft.insert_lines(max(last_line(draft), root.end), lines, change)


def _begin_mapping(draft: Draft, new: Entry) -> None:
    documents = draft.tree.stream.children
    lines = comment(new.note, 0) + entry(new.key, new.value, 0, indent_unit(draft))
    change = Change((), 0, len(documents), (shape_of({new.key: new.value}),))
    if documents and documents[0].end > documents[0].start:  # an explicit {}
        node = documents[0]
        draft.splice(node.start, node.end, "\n".join(lines), change)
        return
    end = last_line(draft)
    if end == 0:
        draft.splice(0, 0, "".join(f"{line}\n" for line in lines), change)
        return
    blank = [""] if "#" in draft.text[:end] else []
    draft.insert_lines(end, blank + lines, change)
