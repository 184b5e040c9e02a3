"""Ansible content as values, each with its place in its file.

Paths are POSIX and relative to the content's root; lines are 1-based. Mappings hold plain Python values (``str``,
``int``, ``float``, ``bool``, ``None``, ``list``, ``dict``); a ``!vault`` or ``!unsafe`` scalar is kept as
:class:`Tagged`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where something stands: file, first and last line."""

    path: str
    line: int
    end_line: int

    @property
    def ref(self) -> str:
        """``path:line``."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Tagged:
    """A scalar with a YAML tag that must not be interpreted (``!vault``, ``!unsafe``)."""

    tag: str
    text: str


@dataclass(frozen=True)
class Task:
    """A task or handler.

    Attributes:
        place: its lines.
        name: its name, empty when it has none.
        module: the action as written (``copy``, ``ansible.builtin.copy``); ``block`` for a block.
        args: the module's arguments; a free-form string stands under ``_raw_params``.
        keywords: every other key, as parsed.
        role: role it belongs to, empty outside roles.
        blocks: enclosing blocks, outermost first.
        children: for a block, the tasks of ``block``, ``rescue`` and ``always`` in this order.
    """

    place: Place
    name: str
    module: str
    args: Mapping[str, Any]
    keywords: Mapping[str, Any]
    role: str = ""
    blocks: tuple[Task, ...] = ()
    children: tuple[Task, ...] = ()

    def walk(self) -> Iterator[Task]:
        """This task, then every task inside it, in file order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Scope(StrEnum):
    """Where a variable is defined."""

    DEFAULTS = "defaults"
    VARS = "vars"
    GROUP_VARS = "group_vars"
    HOST_VARS = "host_vars"


@dataclass(frozen=True)
class Variable:
    """A top-level variable of a variables file.

    ``comment`` is the text of the comment lines directly above it, without the hashes.
    """

    place: Place
    name: str
    value: Any
    scope: Scope
    role: str = ""
    comment: str = ""


@dataclass(frozen=True)
class TaskFile:
    """A file of tasks or handlers."""

    path: str
    role: str
    tasks: tuple[Task, ...]

    def walk(self) -> Iterator[Task]:
        """Every task in file order, blocks before their children."""
        for task in self.tasks:
            yield from task.walk()


@dataclass(frozen=True)
class ArgumentOption:
    """One option of a role's argument spec."""

    place: Place
    name: str
    type: str
    required: bool
    default: Any
    choices: tuple[Any, ...]
    description: str


@dataclass(frozen=True)
class Role:
    """A role.

    ``options`` are those of the ``main`` entry point. ``readme`` is ``None`` when there is no README or it is the
    unchanged ``ansible-galaxy init`` stub.
    """

    name: str
    path: str
    task_files: tuple[TaskFile, ...] = ()
    handler_files: tuple[TaskFile, ...] = ()
    variables: tuple[Variable, ...] = ()
    options: tuple[ArgumentOption, ...] = ()
    templates: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    readme: str | None = None

    def tasks(self) -> Iterator[Task]:
        """Every task of the role, ``tasks/main.yml`` first."""
        for task_file in self.task_files:
            yield from task_file.walk()

    def handlers(self) -> Iterator[Task]:
        """Every handler of the role."""
        for task_file in self.handler_files:
            yield from task_file.walk()


@dataclass(frozen=True)
class RoleReference:
    """A role named in a play's ``roles``; ``keywords`` is whatever else the entry holds, parameters included."""

    place: Place
    name: str
    keywords: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Play:
    """A play of a playbook.

    Attributes:
        place: its lines.
        index: its zero-based position in the file.
        name: its name, empty when it has none.
        hosts: its host pattern.
        roles: what stands under ``roles``.
        task_files: its sections, handlers included, then what they include.
        keywords: every other key, as parsed.
        handlers: the tasks of its ``handlers`` section, which ``task_files`` holds too.
    """

    place: Place
    index: int
    name: str
    hosts: str
    roles: tuple[RoleReference, ...]
    task_files: tuple[TaskFile, ...]
    keywords: Mapping[str, Any]
    handlers: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A file that could not be read as what it should be, and why. The rest of the content is still judged."""

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Content:
    """A collection, a single role, or a playbook repository with ``roles/``.

    Attributes:
        root: absolute folder it was read from.
        kind: ``collection``, ``role`` or ``repository``.
        name: ``namespace.name`` of a collection, else the role's or folder's name.
        roles: by name.
        plays: of every playbook.
        variables: of group_vars and host_vars.
        problems: what could not be read.
    """

    root: Path
    kind: str
    name: str
    roles: Mapping[str, Role]
    plays: tuple[Play, ...] = ()
    variables: tuple[Variable, ...] = ()
    problems: tuple[Problem, ...] = ()
