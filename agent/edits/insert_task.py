"""Write a new task into a file of tasks."""

from __future__ import annotations

from agent.domain.edits import InsertTask
from agent.edits.draft import Change, Draft
from agent.edits.mapping import indent_unit, is_empty
from agent.edits.nodes import shape_of
from agent.edits.render import item
from agent.edits.sequence import insert_item, last_line
from agent.edits.tasks import locate, value_of_spec
from agent.errors import EditError


def insert_task(edit: InsertTask, draft: Draft) -> None:
    """Insert after the anchor (behind what was inserted there before), or at the end of the file.

    Raises:
        EditError: the place is not found, not allowed, or can't be edited line by line.
    """
    value = value_of_spec(edit.task, edit.path)
    if edit.after is None:
        append_task(draft, value)
        return
    found = locate(draft, edit.after)
    place = found.index + 1 + draft.followers[edit.after]
    insert_item(draft, found.sequence, min(place, len(draft.at(found.sequence).children)), value)
    draft.followers[edit.after] += 1


def append_task(draft: Draft, value: dict[str, object]) -> None:
    """Write a task behind all others of the file.

    Raises:
        EditError: the file is no list of tasks.
    """
    documents = draft.tree.stream.children
    if not documents or is_empty(documents[0]):
        _begin_list(draft, value)
        return
    root = documents[0]
    if root.kind != "sequence" or any(child.kind != "mapping" for child in root.children):
        raise draft.error("this file is no list of tasks", root.start)
    if any(key.shape.text in {"hosts", "import_playbook"} for child in root.children for _, key, _ in child.pairs()):
        raise EditError("a playbook has no end of its tasks", where=draft.path, hint="Name the task to insert after.")
    insert_item(draft, (0,), len(root.children), value)


def _begin_list(draft: Draft, value: dict[str, object]) -> None:
    documents = draft.tree.stream.children
    if documents and documents[0].end > documents[0].start:
        raise draft.error("this file holds an empty value", documents[0].start, "Remove it first.")
    lines = item(value, 0, indent_unit(draft))
    change = Change((), 0, len(documents), (shape_of([value]),))
    end = last_line(draft)
    if end == 0:
        draft.splice(0, 0, "".join(f"{line}\n" for line in lines), change)
        return
    blank = [""] if "#" in draft.text[:end] else []
    draft.insert_lines(end, blank + lines, change)
