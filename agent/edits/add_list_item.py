"""Add an item to a list inside a variable."""

from __future__ import annotations

from agent.domain.edits import AddListItem
from agent.edits.draft import Draft, Path
from agent.edits.mapping import Entry, find, is_empty, replace_value, set_key
from agent.edits.nodes import Node, same, value_of
from agent.edits.sequence import append_item
from agent.edits.set_variable import put_variable
from agent.errors import EditError


def add_list_item(edit: AddListItem, draft: Draft) -> None:
    """Append the item where ``keys`` lead, making what is missing on the way; nothing happens when it is there.

    Raises:
        EditError: something else than mappings and a list is there, or it can't be edited line by line.
    """
    if not edit.keys:
        raise EditError("no variable is named", where=edit.path, hint="Give the keys that lead to the list.")
    documents = draft.tree.stream.children
    if not documents or find_top(draft, edit.keys[0]) is None:
        put_variable(draft, Entry(edit.keys[0], _nested(edit.keys[1:], edit.item)))
        return
    _descend(draft, (0,), edit.keys, edit.item)


def find_top(draft: Draft, name: str) -> int | None:
    """Index of a top-level variable's value."""
    root = draft.at((0,))
    return find(draft, root, name) if root.kind == "mapping" else None


def _descend(draft: Draft, path: Path, keys: tuple[str, ...], item: object) -> None:
    mapping = draft.at(path)
    head, rest = keys[0], keys[1:]
    index = find(draft, mapping, head)
    if index is None:
        if find(draft, mapping, "<<") is not None:
            hint = f"Write {head!r} out here first."
            raise draft.error(f"{head!r} may come from what is merged in here", mapping.start, hint)
        _hold_unshared(draft, mapping)
        set_key(draft, path, Entry(head, _nested(rest, item)))
        return
    value = mapping.children[index]
    if is_empty(value):
        replace_value(draft, path, index, _nested(rest, item))
    elif rest and value.kind == "mapping":
        _descend(draft, (*path, index), rest, item)
    elif not rest and value.kind == "sequence":
        if not any(same(value_of(child.shape), item) for child in value.children):
            _hold_unshared(draft, value)
            append_item(draft, (*path, index), item)
    else:
        expected = "a mapping" if rest else "a list"
        raise draft.error(f"{head!r} is not {expected} written out here", value.start)


def _nested(keys: tuple[str, ...], item: object) -> object:
    value: object = [item]
    for key in reversed(keys):
        value = {key: value}
    return value


def _hold_unshared(draft: Draft, node: Node) -> None:
    """Refuse to change what an alias uses elsewhere too."""
    anchor = node.shape.anchor
    if anchor and any(other.kind == "alias" and other.shape.text == anchor for other in draft.tree.stream.walk()):
        raise draft.error(f"what is anchored here as &{anchor} is used elsewhere too", node.start)
