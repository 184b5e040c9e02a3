"""Apply typed edits: edits and a reader in, changed files out; no I/O of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.domain.edits import (
    AddListItem,
    AddRoleToPlay,
    ChangeTask,
    Edit,
    InsertHandler,
    InsertTask,
    NewRole,
    RemoveTask,
    SetVariable,
    WriteFile,
)
from agent.edits import places
from agent.edits.add_list_item import add_list_item
from agent.edits.add_role_to_play import add_role_to_play
from agent.edits.change_task import change_task
from agent.edits.draft import Draft
from agent.edits.insert_handler import insert_handler
from agent.edits.insert_task import insert_task
from agent.edits.new_role import new_role
from agent.edits.nodes import MAX_DEPTH
from agent.edits.remove_task import remove_task
from agent.edits.set_variable import set_variable
from agent.edits.write_file import write_file
from agent.errors import EditError

Reader = Callable[[str], bytes | None]
"""Gives a file's bytes by its path relative to the target's root; ``None`` when it is absent."""

_PLACES: dict[str, Callable[[str], None]] = {
    "insert_task": places.task_file,
    "change_task": places.task_file,
    "remove_task": places.task_file,
    "insert_handler": places.handler_file,
    "set_variable": places.variables_file,
    "add_list_item": places.variables_file,
    "write_file": places.plain_file,
    "add_role_to_play": places.playbook,
}


def apply(edits: Sequence[Edit], read: Reader) -> dict[str, bytes]:
    """Apply edits in order, and return the files that differ from what ``read`` gives.

    Anchors mean lines of the files as ``read`` gives them, whatever earlier edits moved.

    Raises:
        EditError: an edit names a place that is not allowed or not found, or can't be done line by line.
    """
    written: dict[str, bytes] = {}
    drafts: dict[str, Draft] = {}

    def current(path: str) -> bytes | None:
        return written[path] if path in written else read(path)

    for edit in edits:
        _hold_shallow(edit)
        match edit:
            case NewRole():
                written |= new_role(edit, current)
            case WriteFile():
                _PLACES[edit.kind](edit.path)
                written[edit.path] = write_file(edit)
            case _:
                _PLACES[edit.kind](edit.path)  # before anything is read there
                if edit.path not in drafts:
                    drafts[edit.path] = Draft(edit.path, current(edit.path))
                _edit_yaml(edit, drafts[edit.path])
    written |= {path: draft.encode() for path, draft in drafts.items()}
    return {path: data for path, data in written.items() if data != read(path)}


def _edit_yaml(edit: Edit, draft: Draft) -> None:
    match edit:
        case InsertTask():
            insert_task(edit, draft)
        case ChangeTask():
            change_task(edit, draft)
        case RemoveTask():
            remove_task(edit, draft)
        case InsertHandler():
            insert_handler(edit, draft)
        case SetVariable():
            set_variable(edit, draft)
        case AddListItem():
            add_list_item(edit, draft)
        case AddRoleToPlay():
            add_role_to_play(edit, draft)


def _hold_shallow(edit: Edit) -> None:
    """Refuse values nested so deep that walking them would exhaust the stack."""
    level: list[object] = [edit.model_dump()]
    for _ in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
    if level:
        raise EditError(f"a value is nested deeper than {MAX_DEPTH} levels", hint="Flatten it.")


def _inside(value: object) -> list[object]:
    match value:
        case dict():
            return list(value.values())
        case list() | tuple():
            return list(value)
        case _:
            return []
