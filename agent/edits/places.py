"""Where each kind of edit may write: paths are data from an untrusted author."""

from __future__ import annotations

import re

from agent.errors import EditError

_YAML = (".yml", ".yaml")
_PLUGIN_FOLDERS = re.compile(r"plugins|.+_plugins|library|module_utils")
_GIT_NAMES = frozenset({".git", ".gitattributes", ".gitmodules"})
_ROLE_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_VARIABLE_FOLDERS = ("defaults", "vars")
_INVENTORY_FOLDERS = ("group_vars", "host_vars")
_ROLE_FOLDERS = ("tasks", "handlers", "meta", "files", "templates", *_VARIABLE_FOLDERS)


def task_file(path: str) -> None:
    """Hold that ``path`` may be a file with tasks: ``tasks/``, ``handlers/``, or a playbook.

    Raises:
        EditError: it may not.
    """
    if _section(path) not in {"tasks", "handlers"} and not _is_playbook(path):
        raise _misplaced(path, "tasks belong in a role's tasks/ or handlers/, or in a playbook")
    _hold_yaml(path)


def handler_file(path: str) -> None:
    """Hold that ``path`` may be a file of handlers.

    Raises:
        EditError: it may not.
    """
    if _section(path) != "handlers":
        raise _misplaced(path, "handlers belong in a role's handlers/")
    _hold_yaml(path)


def variables_file(path: str) -> None:
    """Hold that ``path`` may be a file of variables.

    Raises:
        EditError: it may not.
    """
    parts = _parts(path)
    in_inventory = any(part in _INVENTORY_FOLDERS for part in parts[:-1]) and "roles" not in parts
    if in_inventory and not _base_is_unfit(parts[:-1]) and not parts[-1].startswith("."):
        if "." in parts[-1]:  # group_vars/all may be a file without a suffix
            _hold_yaml(path)
        return
    if _section(path) not in _VARIABLE_FOLDERS:
        raise _misplaced(path, "variables belong in defaults/, vars/, group_vars/ or host_vars/")
    _hold_yaml(path)


def plain_file(path: str) -> None:
    """Hold that ``path`` may be a file or template of a role.

    Raises:
        EditError: it may not.
    """
    if _section(path) not in {"files", "templates"}:
        raise _misplaced(path, "files and templates belong in a role's files/ or templates/")


def playbook(path: str) -> None:
    """Hold that ``path`` may be a playbook.

    Raises:
        EditError: it may not.
    """
    if not _is_playbook(path):
        raise _misplaced(path, "a playbook belongs in the root or in playbooks/")


def role_folder(name: str, path: str) -> str:
    """The folder of a new role: ``path``, or ``roles/NAME``.

    Raises:
        EditError: the name is no role name, or the folder is not ``.../roles/NAME``.
    """
    if not _ROLE_NAME.fullmatch(name):
        hint = "Use small letters, digits and underscores; begin with a letter."
        raise EditError(f"{name!r} is no name for a role", where=path, hint=hint)
    folder = path or f"roles/{name}"
    parts = _parts(folder)
    if parts[-2:] != ["roles", name] or _base_is_unfit(parts):
        raise _misplaced(folder, f"the role {name} belongs in roles/{name}")
    return folder


def _section(path: str) -> str:
    """The role folder that ``path`` is in (``tasks``, ``files``, ...), or an empty text.

    A role is the target itself, or ``.../roles/NAME``.
    """
    parts = _parts(path)
    if len(parts) > 1 and parts[0] in _ROLE_FOLDERS:
        return parts[0]
    for index in range(len(parts) - 3):
        if parts[index] == "roles" and parts[index + 2] in _ROLE_FOLDERS:
            return "" if _base_is_unfit(parts[: index + 2]) else parts[index + 2]
    return ""


def _is_playbook(path: str) -> bool:
    parts = _parts(path)
    elsewhere = {"roles", *_ROLE_FOLDERS, *_INVENTORY_FOLDERS} & set(parts[:-1])
    return path.endswith(_YAML) and not elsewhere and not _base_is_unfit(parts)


def _parts(path: str) -> list[str]:
    """Split a relative POSIX path, and hold that it stays inside the target and out of git's own files.

    Raises:
        EditError: it does not.
    """
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        raise _misplaced(path, "a path is relative to the target's root, without . or ..")
    if "\\" in path or not path.isprintable():
        raise _misplaced(path, "a path holds no backslashes and no invisible characters")
    if any(part.lower().rstrip(". ") in _GIT_NAMES or part.lower().startswith("git~") for part in parts):
        raise _misplaced(path, "git's own files are not edited")
    return parts


def _base_is_unfit(parts: list[str]) -> bool:
    """Whether a folder on the way is hidden or holds code that Ansible loads."""
    return any(part.startswith(".") or _PLUGIN_FOLDERS.fullmatch(part) for part in parts)


def _hold_yaml(path: str) -> None:
    if not path.endswith(_YAML):
        raise _misplaced(path, "it is no YAML file")


def _misplaced(path: str, why: str) -> EditError:
    return EditError(f"this is no place for such an edit: {why}", where=path.encode("unicode_escape").decode())
