"""Remove a task."""

from __future__ import annotations

from agent.domain.edits import RemoveTask
from agent.edits.draft import Draft
from agent.edits.sequence import remove_item
from agent.edits.tasks import locate


def remove_task(edit: RemoveTask, draft: Draft) -> None:
    """Remove a task's lines; comments above it stay.

    Raises:
        EditError: it is not found, or can't be removed line by line.
    """
    found = locate(draft, edit.task)
    remove_item(draft, found.sequence, found.index)
