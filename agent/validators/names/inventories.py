"""Variables of static inventories, INI or YAML. A dynamic inventory is a program, and nothing here runs one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from knowledge.content.source import Unreadable, read_text

_FOLDERS = frozenset({"inventory", "inventories", "environments"})
_NAMES = ("inventory", "hosts")
_NOT_HERE = frozenset({"roles", "files", "templates", "group_vars", "host_vars", "plugins", "molecule", "tests"})
_ASSIGNED = re.compile(r"(?:^|[\s,{])[\"']?([A-Za-z_]\w*)[\"']?[ \t]*(?:=|:(?:\s|$))", re.MULTILINE)


def inventories(files: Iterable[str]) -> tuple[str, ...]:
    """The files that are inventories by name or folder."""
    return tuple(path for path in files if _is_inventory(PurePosixPath(path)))


def inventory_names(root: Path, files: Iterable[str]) -> frozenset[str]:
    """Names that static inventories assign, whatever host or group they are for."""
    names: set[str] = set()
    for path in inventories(files):
        try:
            text = read_text(root, path)
        except Unreadable:
            continue
        if not text.startswith("#!"):
            names.update(_ASSIGNED.findall(text))
    return frozenset(names)


def _is_inventory(path: PurePosixPath) -> bool:
    folders = path.parts[:-1]
    if not _NOT_HERE.isdisjoint(folders) or path.suffix not in ("", ".ini", ".yml", ".yaml", ".inv"):
        return False
    return path.stem.startswith(_NAMES) or not _FOLDERS.isdisjoint(folders) or (not folders and path.suffix == ".ini")
