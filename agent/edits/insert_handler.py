"""Write a handler into a role's handlers."""

from __future__ import annotations

from agent.domain.edits import InsertHandler
from agent.edits.draft import Draft
from agent.edits.insert_task import append_task
from agent.edits.nodes import same, value_of
from agent.edits.tasks import name_of, tasks_in, value_of_spec


def insert_handler(edit: InsertHandler, draft: Draft) -> None:
    """Append the handler; nothing happens when an equal one is there.

    Raises:
        EditError: a different handler has this name, or the file can't be edited line by line.
    """
    value = value_of_spec(edit.handler, edit.path)
    namesakes = [found.node for found in tasks_in(draft) if name_of(draft, found.node) == edit.handler.name]
    if not namesakes:
        append_task(draft, value)
        return
    for node in namesakes:
        if not same(value_of(node.shape), value):
            hint = "Notify that one, or choose another name."
            raise draft.error(f"another handler is named {edit.handler.name!r}", node.start, hint)
