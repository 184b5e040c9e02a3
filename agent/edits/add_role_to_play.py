"""Add a role to a play."""

from __future__ import annotations

import re

from agent.domain.edits import AddRoleToPlay
from agent.edits.draft import Draft, Path
from agent.edits.mapping import Entry, find, is_empty, replace_value, set_key
from agent.edits.nodes import Node
from agent.edits.sequence import append_item
from agent.errors import EditError

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_AFTER_ROLES = frozenset({"tasks", "post_tasks", "handlers"})


def add_role_to_play(edit: AddRoleToPlay, draft: Draft) -> None:
    """Append the role to the play's ``roles``, written as the others are; nothing happens when it is there.

    Raises:
        EditError: there is no such play, or it can't be edited line by line.
    """
    if not _NAME.fullmatch(edit.role):
        raise EditError(f"{edit.role!r} is no name of a role", where=edit.path)
    path = _play(draft, edit.play)
    play = draft.at(path)
    index = find(draft, play, "roles")
    if index is None:
        set_key(draft, path, Entry("roles", [edit.role]), after=_before_tasks(play))
        return
    roles = play.children[index]
    if is_empty(roles):
        replace_value(draft, path, index, [edit.role])
    elif roles.kind != "sequence" or roles.shape.anchor:
        raise draft.error("the play's roles are not a list of their own", roles.start)
    elif edit.role not in [_role_name(entry) for entry in roles.children]:
        as_mapping = all(entry.kind == "mapping" for entry in roles.children)
        append_item(draft, (*path, index), {"role": edit.role} if as_mapping else edit.role)


def _play(draft: Draft, number: int) -> Path:
    documents = draft.tree.stream.children
    root = documents[0] if documents else None
    if root is None or root.kind != "sequence" or not 0 <= number < len(root.children):
        raise EditError(f"there is no play {number} here", where=draft.path, hint="Plays count from 0.")
    play = root.children[number]
    if play.kind != "mapping" or find(draft, play, "hosts") is None:
        raise draft.error(f"entry {number} is no play of hosts", play.start, "Choose a play, not an import.")
    return (0, number)


def _role_name(entry: Node) -> str:
    if entry.kind == "scalar":
        return entry.shape.text
    names = {key.shape.text: value.shape.text for _, key, value in entry.pairs()}
    return names.get("role") or names.get("name") or ""


def _before_tasks(play: Node) -> int | None:
    """The child that ``roles`` goes behind: what runs after the roles stands after them."""
    first = min((index for index, key, _ in play.pairs() if key.shape.text in _AFTER_ROLES), default=1)
    return first - 2 if first > 1 else None
