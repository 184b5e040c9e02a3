"""Passages about one role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge.content import readme
from knowledge.content.jinja import is_template
from knowledge.content.model import ArgumentOption, Place, Role, Task
from knowledge.passages import Passage, PassageKind
from knowledge.sources.prose import MAX_TEXT, Piece, clip, grouped, one_line, sentence_list
from knowledge.sources.secrets import HIDDEN, is_secret, redact, redact_text
from knowledge.sources.task_prose import (
    CHATTER,
    PACKAGE_MODULES,
    SERVICE_MODULES,
    WRITING_MODULES,
    base_name,
    describe,
    target_names,
    without_secrets,
)
from knowledge.sources.variables import package_names, variable_passages

_MARKUP = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?[ \t]*|<!--.*?-->[ \t]*\n?", re.DOTALL)
"""Images, badges and comments of Markdown."""
_PLACEHOLDERS = ("your role description", "your name", "your company", "a brief description")


def role_passages(role: Role, used_by: tuple[str, ...]) -> Iterator[Passage]:
    """Derive everything known of a role; ``used_by`` says which plays run it."""
    yield from _overview(role, used_by)
    yield from _readme(role)
    yield from grouped(map(_option, role.options), PassageKind.ARGUMENT_SPEC, role.name, f"Role {role.name}: ")
    yield from variable_passages(role.variables, role.name)
    for task_file in role.task_files:
        yield from task_passages(task_file.walk(), PassageKind.TASKS, role.name)
    for handler_file in role.handler_files:
        yield from task_passages(handler_file.walk(), PassageKind.HANDLERS, role.name)
    yield from _templates(role)


def task_passages(tasks: Iterator[Task], kind: PassageKind, role: str) -> Iterator[Passage]:
    """One passage for each task, neighbours of one module together; what changes nothing is left out."""
    head = f"Role {role}, " if role else "Playbook, "
    head += "handler: " if kind is PassageKind.HANDLERS else "task: "
    run: list[Piece] = []
    previous = ""
    for task in tasks:
        if base_name(task.module) in CHATTER:
            continue
        if run and task.module != previous:
            yield from grouped(run, kind, role, head)
            run = []
        run.append(Piece(task.place, describe(task)))
        previous = task.module
    yield from grouped(run, kind, role, head)


def _overview(role: Role, used_by: tuple[str, ...]) -> Iterator[Passage]:
    place = _overview_place(role)
    if place is None:
        return
    tasks = [task for task in role.tasks() if base_name(task.module) not in CHATTER]
    by_module = {
        "Installs packages": _targets(tasks, PACKAGE_MODULES, "name", "pkg") + package_names(role.variables),
        "Manages services": _targets(tasks, SERVICE_MODULES, "name"),
        "Writes files": _targets(tasks, WRITING_MODULES, "dest", "path"),
        "Manages users": _targets(tasks, frozenset({"user"}), "name"),
        "Manages groups": _targets(tasks, frozenset({"group"}), "name")
        + _targets(tasks, frozenset({"user"}), "groups"),
        "Variables": [variable.name for variable in role.variables],
        "Handlers": [redact_text(handler.name) for handler in role.handlers()],
        "Run by": list(used_by),
    }
    lines = [f"Role {role.name}. {_description(role)}".strip(), *_galaxy(role)]
    lines += [f"{title}: {clip(sentence_list(items, 24), 260)}." for title, items in by_module.items() if items]
    yield Passage(
        path=place.path,
        line=place.line,
        end_line=place.end_line,
        kind=PassageKind.META,
        role=role.name,
        text=clip("\n".join(lines)),
    )


def _overview_place(role: Role) -> Place | None:
    """The role's first task, or whatever it has instead."""
    items: list[Any] = [*role.tasks(), *role.handlers(), *role.variables, *role.options]
    return items[0].place if items else None


def _targets(tasks: list[Task], modules: frozenset[str], *keys: str) -> list[str]:
    names = [name for task in tasks if base_name(task.module) in modules for name in target_names(task, *keys)]
    return [name for name in names if "item" not in name or not is_template(name)]


def _description(role: Role) -> str:
    galaxy = role.meta.get("galaxy_info")
    description = one_line(galaxy.get("description"), 300) if isinstance(galaxy, dict) else ""
    return "" if description.lower().startswith(_PLACEHOLDERS) else redact_text(description)


def _galaxy(role: Role) -> Iterator[str]:
    galaxy = role.meta.get("galaxy_info")
    if isinstance(galaxy, dict):
        platforms = galaxy.get("platforms")
        named = [platform.get("name") for platform in platforms or [] if isinstance(platform, dict)]
        if platforms and named:
            yield f"Platforms: {sentence_list(map(str, named))}."
        if galaxy.get("galaxy_tags"):
            yield f"Tags: {one_line(galaxy['galaxy_tags'])}."
    dependencies = role.meta.get("dependencies")
    if isinstance(dependencies, list) and dependencies:
        names = [item.get("role", item.get("name")) if isinstance(item, dict) else item for item in dependencies]
        yield f"Depends on roles: {sentence_list(str(name) for name in names if name)}."


def _readme(role: Role) -> Iterator[Passage]:
    path = f"{role.path}/README.md" if role.path else "README.md"
    for section in readme.sections(role.readme or ""):
        if section.is_stub or section.is_formality:
            continue
        title = f"Role {role.name}: {section.title}" if section.title else f"Role {role.name}"
        for line, end_line, text in _paragraphs(section):
            prose = _MARKUP.sub("", text).strip()
            if not prose:
                continue
            yield Passage(
                path=path,
                line=line,
                end_line=end_line,
                kind=PassageKind.README,
                role=role.name,
                text=clip(f"{title}\n{redact_text(prose)}"),
            )


def _paragraphs(section: readme.Section) -> Iterator[tuple[int, int, str]]:
    """Split a section that is too long for one passage at its lines."""
    first = section.end_line - section.text.count("\n")
    lines: list[str] = []
    start = section.line
    for number, line in enumerate(section.text.split("\n"), first):
        if lines and sum(map(len, lines)) + len(lines) + len(line) > MAX_TEXT - 150:
            yield start, number - 1, "\n".join(lines)
            lines, start = [], number
        lines.append(line)
    yield start, section.end_line, "\n".join(lines)


def _option(option: ArgumentOption) -> Piece:
    parts = [f"Option {option.name} ({option.type}{', required' if option.required else ''})"]
    if option.description:
        parts.append(f": {redact_text(clip(option.description, 500))}")
    if option.default is not None:
        default = HIDDEN if is_secret(option.name) else one_line(redact(option.default))
        parts.append(f" Default: {default}.")
    if option.choices:
        parts.append(f" Choices: {one_line(redact(list(option.choices)))}.")
    return Piece(option.place, "".join(parts))


def _templates(role: Role) -> Iterator[Passage]:
    prefix = f"{role.path}/templates/" if role.path else "templates/"
    for task in role.tasks():
        source = task.args.get("src")
        if base_name(task.module) != "template" or not isinstance(source, str):
            continue
        path = f"{prefix}{source.removeprefix('templates/')}"
        if path in role.templates:
            dest = one_line(without_secrets(task).args.get("dest"))
            text = f"Role {role.name}: the template {path} becomes the file {dest}"
            yield Passage(
                path=path,
                line=1,
                end_line=1,
                kind=PassageKind.TEMPLATES,
                role=role.name,
                text=clip(f"{text} by the task '{redact_text(task.name)}' ({task.place.ref})."),
            )
