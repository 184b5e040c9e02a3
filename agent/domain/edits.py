"""The typed edits. An author can say nothing that these types can't hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from agent.domain.value import Value


class TaskSpec(Value):
    """A task or handler to be written.

    Attributes:
        name: the task's name.
        module: FQCN of the module.
        args: the module's arguments.
        keywords: the task's other keywords (``when``, ``become``, ``notify``, ``loop``, ...), in the order to write.
    """

    name: str
    module: str
    args: dict[str, JsonValue] = Field(default_factory=dict)
    keywords: dict[str, JsonValue] = Field(default_factory=dict)


class TaskAnchor(Value):
    """Where an existing task is: its file's line, and its name as a check that the line still means it."""

    line: int
    name: str = ""


class InsertTask(Value):
    """Write a new task into a task file (created when absent), after ``after`` or at the end."""

    kind: Literal["insert_task"] = "insert_task"
    path: str
    task: TaskSpec
    after: TaskAnchor | None = None


class ChangeTask(Value):
    """Set arguments or keywords of an existing task; a value of ``None`` removes the key."""

    kind: Literal["change_task"] = "change_task"
    path: str
    task: TaskAnchor
    args: dict[str, JsonValue] = Field(default_factory=dict)
    keywords: dict[str, JsonValue] = Field(default_factory=dict)


class RemoveTask(Value):
    """Remove a task."""

    kind: Literal["remove_task"] = "remove_task"
    path: str
    task: TaskAnchor


class InsertHandler(Value):
    """Write a handler into ``handlers/main.yml`` of a role; nothing happens when an equal one is there."""

    kind: Literal["insert_handler"] = "insert_handler"
    path: str
    handler: TaskSpec


class SetVariable(Value):
    """Set a top-level variable in a defaults, vars, group_vars or host_vars file.

    ``comment`` is written above it when the variable is new.
    """

    kind: Literal["set_variable"] = "set_variable"
    path: str
    name: str
    value: JsonValue
    comment: str = ""


class AddListItem(Value):
    """Add an item to a list inside a variable; ``keys`` leads to the list, such as ``("audio_packages", "debian")``.

    Missing mappings and the list itself are created on the way; an item already there is left alone.
    """

    kind: Literal["add_list_item"] = "add_list_item"
    path: str
    keys: tuple[str, ...]
    item: JsonValue


class WriteFile(Value):
    """Write a text file or template of a role as a whole (``files/`` or ``templates/`` only)."""

    kind: Literal["write_file"] = "write_file"
    path: str
    text: str


class AddRoleToPlay(Value):
    """Add a role to a play's ``roles``; nothing happens when it is there."""

    kind: Literal["add_role_to_play"] = "add_role_to_play"
    path: str
    play: int
    """Zero-based index of the play in its file."""
    role: str


class NewRole(Value):
    """Create a role's skeleton: tasks, defaults, argument spec, meta, README. Further edits fill it."""

    kind: Literal["new_role"] = "new_role"
    name: str
    description: str
    path: str = ""
    """Folder of the role; empty means ``roles/NAME``."""


Edit = Annotated[
    InsertTask
    | ChangeTask
    | RemoveTask
    | InsertHandler
    | SetVariable
    | AddListItem
    | WriteFile
    | AddRoleToPlay
    | NewRole,
    Field(discriminator="kind"),
]
