"""Set arguments or keywords of an existing task."""

from __future__ import annotations

from agent.domain.edits import ChangeTask
from agent.edits.draft import Draft, Path
from agent.edits.mapping import Entry, find, is_empty, remove_key, replace_value, set_key
from agent.edits.tasks import check_keywords, locate, module_index
from knowledge.content.keywords import ACTIONS, BLOCK_SECTIONS


def change_task(edit: ChangeTask, draft: Draft) -> None:
    """Set each key to its value, remove those whose value is ``None``.

    Raises:
        EditError: the task is not found, or written in a way that can't be edited key by key.
    """
    check_keywords(edit.keywords, edit.path)
    path = locate(draft, edit.task).path
    if edit.args:
        _change_arguments(draft, path, edit)
    for key, value in edit.keywords.items():
        if value is None:
            remove_key(draft, path, key)
        else:
            set_key(draft, path, Entry(key, value), after=_before_sections(draft, path))


def _change_arguments(draft: Draft, path: Path, edit: ChangeTask) -> None:
    task = draft.at(path)
    index = module_index(draft, task)
    arguments = task.children[index]
    if task.children[index - 1].shape.text in ACTIONS or find(draft, task, "args") is not None:
        raise draft.error("this task gives its arguments outside the module's own key", task.start)
    if is_empty(arguments):
        given = {key: value for key, value in edit.args.items() if value is not None}
        if given:
            replace_value(draft, path, index, given)
        return
    if arguments.kind != "mapping":
        hint = "Change keywords only, or remove the task and insert it anew."
        raise draft.error("this task's arguments are a free-form string", arguments.start, hint)
    for key, value in edit.args.items():
        if value is None:
            remove_key(draft, (*path, index), key)
        else:
            set_key(draft, (*path, index), Entry(key, value))


def _before_sections(draft: Draft, path: Path) -> int | None:
    """The child a new keyword goes behind: keywords stand before ``block``, ``rescue`` and ``always``."""
    values = [index for index, key, _ in draft.at(path).pairs() if key.shape.text in BLOCK_SECTIONS]
    first = min(values, default=1)
    return first - 2 if first > 1 else None
