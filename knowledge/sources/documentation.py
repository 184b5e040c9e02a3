"""Every passage that a content gives."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.content.model import Content, Play, Scope
from knowledge.passages import Passage, PassageKind
from knowledge.sources.prose import clip, sentence_list
from knowledge.sources.roles import role_passages, task_passages
from knowledge.sources.secrets import redact_text
from knowledge.sources.variables import inventory_passages, variable_passages


def passages(content: Content) -> Iterator[Passage]:
    """Derive the documentation of a content, each passage with its place; secrets never appear.

    Vaulted values, values of variables named like secrets, and every value of group_vars and host_vars are left out.
    """
    for role in content.roles.values():
        yield from role_passages(role, _used_by(content, role.name))
    for play in content.plays:
        yield _play(play)
        for task_file in play.task_files:
            yield from task_passages(task_file.walk(), PassageKind.TASKS, "")
    shared = [variable for variable in content.variables if variable.scope is Scope.VARS]
    yield from variable_passages(shared, "")
    yield from inventory_passages(variable for variable in content.variables if variable.scope is not Scope.VARS)


def _used_by(content: Content, role: str) -> tuple[str, ...]:
    return tuple(
        f"{play.place.path} (hosts {play.hosts})"
        for play in content.plays
        if any(reference.name.rsplit(".", 1)[-1] == role for reference in play.roles)
    )


def _play(play: Play) -> Passage:
    imported = play.keywords.get("import_playbook", play.keywords.get("ansible.builtin.import_playbook"))
    parts = [f"Playbook {play.place.path}"]
    if play.name:
        parts.append(f", play '{redact_text(play.name)}'")
    if imported:
        parts.append(f": imports the playbook {imported}")
    elif play.hosts:
        parts.append(f": on the hosts {play.hosts}")
    if play.roles:
        parts.append(f" runs the roles {sentence_list((reference.name for reference in play.roles), 40)}")
    tasks = [redact_text(task.name) for task_file in play.task_files for task in task_file.tasks if task.name]
    if tasks:
        parts.append(f". Tasks: {sentence_list(tasks, 20)}")
    return Passage(
        path=play.place.path,
        line=play.place.line,
        end_line=play.place.end_line,
        kind=PassageKind.PLAYBOOK,
        text=clip("".join(parts) + "."),
    )
