"""The skeleton of a new role."""

from __future__ import annotations

from collections.abc import Callable

from agent.domain.edits import NewRole
from agent.edits import places
from agent.edits.render import entry
from agent.errors import EditError


def new_role(edit: NewRole, read: Callable[[str], bytes | None]) -> dict[str, bytes]:
    """The files of the skeleton.

    Raises:
        EditError: the name or folder is not allowed, the description is unfit, or the role is there.
    """
    folder = places.role_folder(edit.name, edit.path)
    description = " ".join(edit.description.split())
    if not description or not description.isprintable():
        raise EditError("a role needs a description", where=folder, hint="Say in a sentence what the role does.")
    lines = {
        "README.md": [f"# {edit.name}", "", description],
        "defaults/main.yml": ["---"],
        "meta/main.yml": ["---", *entry("galaxy_info", _galaxy_info(edit.name, description), 0, 2), "dependencies: []"],
        "meta/argument_specs.yml": ["---", *entry("argument_specs", {"main": _main(description)}, 0, 2)],
        "tasks/main.yml": ["---"],
    }
    for name in lines:
        if read(f"{folder}/{name}") is not None:
            raise EditError("this role is there already", where=f"{folder}/{name}", hint="Choose another name.")
    return {f"{folder}/{name}": "".join(f"{line}\n" for line in text).encode() for name, text in lines.items()}


def _galaxy_info(name: str, description: str) -> dict[str, object]:
    return {
        "role_name": name,
        "author": "The authors of this repository",
        "description": description,
        "license": "GPL-3.0-or-later",
        "min_ansible_version": "2.16",
        "platforms": [{"name": "GenericLinux", "versions": ["all"]}],
    }


def _main(description: str) -> dict[str, object]:
    return {"short_description": description, "options": {}}
