"""Finds the files of a content tree, and never leaves it."""

from __future__ import annotations

import os
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.content.model import Problem

ROLE_FOLDERS = frozenset({"tasks", "handlers", "defaults", "vars", "meta", "templates", "files"})
VARIABLE_FOLDERS = frozenset({"group_vars", "host_vars"})
_YAML = (".yml", ".yaml", ".json")
_NOT_PLAYBOOKS = (
    ROLE_FOLDERS | VARIABLE_FOLDERS | {"plugins", "tests", "molecule", "roles", "changelogs", "docs", "library"}
)
_MAX_FOLDER_DEPTH = 64


@dataclass(frozen=True)
class Tree:
    """The regular files below a folder, as sorted POSIX paths, and what was left out."""

    root: Path
    files: tuple[str, ...]
    problems: tuple[Problem, ...]

    def under(self, folder: str) -> tuple[str, ...]:
        """Files below a folder; an empty name is the root."""
        if not folder:
            return self.files
        first = bisect_left(self.files, f"{folder}/")
        return self.files[first : bisect_left(self.files, f"{folder}0")]  # "0" comes next after "/"

    @cached_property
    def present(self) -> frozenset[str]:
        """The files, to ask for one."""
        return frozenset(self.files)


def walk(root: Path) -> Tree:
    """List every file below ``root`` except git's own; symbolic links are followed only inside it."""
    walker = _Walker(root.resolve())
    walker.visit(walker.root, "", 0)
    return Tree(root, tuple(sorted(walker.files)), tuple(walker.problems))


class _Walker:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: list[str] = []
        self.linked: set[Path] = set()
        self.problems: list[Problem] = []

    def visit(self, folder: Path, prefix: str, depth: int) -> None:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._leave_out(prefix or ".", f"the folder can't be read: {error.strerror}")
            return
        for entry in entries:
            if entry.name != ".git":
                self._take(entry, f"{prefix}{entry.name}", depth)

    def _take(self, entry: os.DirEntry[str], path: str, depth: int) -> None:
        if not _is_text(path):
            self._leave_out(os.fsencode(path).decode("utf-8", "replace"), "the file's name is not UTF-8")
        elif entry.is_symlink():
            self._link(entry, path, depth)
        elif entry.is_dir():
            if depth >= _MAX_FOLDER_DEPTH:
                self._leave_out(path, f"folders nested more than {_MAX_FOLDER_DEPTH} deep")
            else:
                self.visit(Path(entry.path), f"{path}/", depth + 1)
        elif entry.is_file():
            self.files.append(path)

    def _link(self, entry: os.DirEntry[str], path: str, depth: int) -> None:
        """Take what a link inside the tree leads to; each folder is entered through one link at most."""
        link = Path(entry.path)
        target = Path(os.path.realpath(link))
        if not target.is_relative_to(self.root) or ".git" in target.relative_to(self.root).parts:
            self._leave_out(path, "a symbolic link that leads out of the content; not followed")
        elif target.is_dir() and not link.parent.resolve().is_relative_to(target):
            if target not in self.linked and depth < _MAX_FOLDER_DEPTH:
                self.linked.add(target)
                self.visit(target, f"{path}/", depth + 1)
        elif target.is_file():
            self.files.append(path)
        else:
            self._leave_out(path, "a symbolic link that leads nowhere or in a circle; not followed")

    def _leave_out(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, 0, message))


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_yaml(path: str) -> bool:
    """Whether a file's name says YAML (or JSON, which Ansible reads as YAML)."""
    return path.endswith(_YAML)


def role_folders(files: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the folders of each role name: ``roles/NAME`` and ``playbooks/roles/NAME``, nested names included."""
    found: dict[str, list[str]] = {}
    folders: set[str] = set()
    for path in sorted(files, key=lambda path: path.count("/")):
        parts = path.split("/")
        if "roles" not in parts[:2] or (parts[0] != "roles" and not _may_hold_playbooks(parts[0])):
            continue
        start = parts.index("roles") + 1
        for end in range(start + 1, len(parts) - 1):
            folder = "/".join(parts[:end])
            if folder in folders:
                break
            if parts[end] in ROLE_FOLDERS:
                folders.add(folder)
                found.setdefault("/".join(parts[start:end]), []).append(folder)
                break
    return found


def playbook_candidates(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the YAML files that may be playbooks by where they stand."""
    return tuple(
        path for path in files if path.endswith((".yml", ".yaml")) and all(map(_may_hold_playbooks, path.split("/")))
    )


def variable_files(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files below ``group_vars``, ``host_vars`` and the top ``vars``, outside roles and tests."""
    return tuple(path for path in files if _holds_variables(path))


def _holds_variables(path: str) -> bool:
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders):
        if folder in VARIABLE_FOLDERS:
            return is_yaml(path) or "." not in path.rsplit("/", 1)[-1]
        if depth == 0 and folder == "vars":
            return is_yaml(path)
        if not _may_hold_playbooks(folder):
            return False
    return False


def _may_hold_playbooks(part: str) -> bool:
    return part not in _NOT_PLAYBOOKS and not part.startswith(".")
