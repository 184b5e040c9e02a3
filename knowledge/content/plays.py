"""Plays of a playbook."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from knowledge.content.keywords import PLAY_SECTIONS
from knowledge.content.model import Play, RoleReference, TaskFile
from knowledge.content.source import YamlFile
from knowledge.content.tasks import read_tasks
from knowledge.content.values import construct, names, text_of
from knowledge.content.yaml_lines import Mapping, Node, Scalar, Sequence

_IMPORTS = ("import_playbook", "ansible.builtin.import_playbook", "ansible.legacy.import_playbook")


def is_playbook(file: YamlFile) -> bool:
    """Whether a file holds plays: a list with ``hosts`` or ``import_playbook`` in one of its mappings."""
    if not isinstance(file.root, Sequence):
        return False
    mappings = [item for item in file.root.items if isinstance(item, Mapping)]
    return any({"hosts", *_IMPORTS}.intersection(names(mapping)) for mapping in mappings)


def read_plays(file: YamlFile) -> tuple[Play, ...]:
    """Read a playbook's plays; an ``import_playbook`` is a play without hosts, to keep the positions right."""
    if not isinstance(file.root, Sequence):
        return ()
    plays = []
    for index, (item, (line, end_line)) in enumerate(zip(file.root.items, file.root.spans, strict=True)):
        if isinstance(item, Mapping):
            plays.append(_read_play(file, index, item, line, end_line))
        else:
            file.report(line, "a play was expected here: a mapping with hosts")
    return tuple(plays)


def _read_play(file: YamlFile, index: int, node: Mapping, line: int, end_line: int) -> Play:
    sections = {
        name: TaskFile(file.path, "", read_tasks(file, section))
        for name in PLAY_SECTIONS
        if (section := node.get(name)) is not None
    }
    own = {*PLAY_SECTIONS, "name", "hosts", "roles"}
    return Play(
        place=file.place(line, end_line),
        index=index,
        name=text_of(node.get("name")),
        hosts=_hosts(node.get("hosts")),
        roles=_roles(file, node.get("roles")),
        task_files=tuple(section for section in sections.values() if section.tasks),
        keywords=_keywords(node, own),
        handlers=sections["handlers"].tasks if "handlers" in sections else (),
    )


def _keywords(node: Mapping, own: Collection[str]) -> dict[str, Any]:
    return {text_of(key): construct(value) for key, value in node.pairs if text_of(key) not in own}


def _hosts(node: Node | None) -> str:
    if isinstance(node, Sequence):
        return ",".join(text_of(item) for item in node.items)
    return text_of(node)


def _roles(file: YamlFile, node: Node | None) -> tuple[RoleReference, ...]:
    if node is None or (isinstance(node, Scalar) and not node.text):
        return ()
    if not isinstance(node, Sequence):
        file.report(node.line, "a list of roles was expected here")
        return ()
    references = []
    for item, (line, end_line) in zip(node.items, node.spans, strict=True):
        name = text_of(item.get("role") or item.get("name")) if isinstance(item, Mapping) else text_of(item)
        if not name:
            file.report(line, "a role's name was expected here")
        elif _leads_out(name):
            file.report(line, f"the role name {name!r} leads out of the content; not followed")
        else:
            keywords = _keywords(item, ("role", "name")) if isinstance(item, Mapping) else {}
            references.append(RoleReference(file.place(line, end_line), name, keywords))
    return tuple(references)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts
