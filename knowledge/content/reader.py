"""Reads Ansible content: a collection, a single role, or a playbook repository."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.content.discover import Tree, playbook_candidates, role_folders, variable_files, walk
from knowledge.content.includes import missing
from knowledge.content.model import Content, Play, Role, Scope, Variable
from knowledge.content.plays import is_playbook, read_plays
from knowledge.content.roles import read_role
from knowledge.content.source import Troubles, read_yaml
from knowledge.content.tasks import read_task_file
from knowledge.content.values import construct
from knowledge.content.variables import read_variables
from knowledge.errors import ContentError

_GALAXY = "galaxy.yml"
_ROLE_FILES = frozenset(f"{folder}/main.{ending}" for folder in ("tasks", "meta") for ending in ("yml", "yaml"))
_SCOPES = {"group_vars": Scope.GROUP_VARS, "host_vars": Scope.HOST_VARS, "vars": Scope.VARS}


def read(root: Path) -> Content:
    """Read all Ansible content below a folder.

    A file that can't be read becomes a problem of the content; the rest is read all the same.

    Args:
        root: folder of a collection (``galaxy.yml``), a role (``tasks/main.yml`` or ``meta/main.yml``) or a
            playbook repository (``roles/`` or playbooks).

    Raises:
        ContentError: it is no folder, or holds no Ansible content.
    """
    if not root.is_dir():
        raise ContentError("not a folder", where=str(root), hint="Name the folder of a collection, role or repository.")
    root = root.resolve()
    tree = walk(root)
    troubles = Troubles(list(tree.problems))
    folders = role_folders(tree.files)
    kind = _kind(tree, folders)
    roles = _single_role(tree, troubles) if kind == "role" else _roles(tree, folders, troubles)
    plays = () if kind == "role" else _plays(tree, troubles)
    if not kind and not plays:
        raise ContentError(
            "no Ansible content here",
            where=str(root),
            hint="Looked for galaxy.yml, tasks/main.yml, meta/main.yml, roles/ and playbooks; name another folder.",
        )
    name = _collection_name(tree, troubles) if kind == "collection" else next(iter(roles), root.name)
    return Content(
        root=root,
        kind=kind or "repository",
        name=name if kind in {"collection", "role"} else root.name,
        roles=roles,
        plays=plays,
        variables=() if kind == "role" else _variables(tree, troubles),
        problems=tuple(troubles.found),
    )


def _kind(tree: Tree, folders: dict[str, list[str]]) -> str:
    """Return the kind of content, or an empty text when only a playbook could still make it a repository."""
    files = tree.present
    if _GALAXY in files:
        return "collection"
    if folders:
        return "repository"
    return "role" if files & _ROLE_FILES else ""


def _single_role(tree: Tree, troubles: Troubles) -> dict[str, Role]:
    role = read_role(tree, tree.root.name, "", troubles)
    galaxy = role.meta.get("galaxy_info")
    name = galaxy.get("role_name") if isinstance(galaxy, dict) else None
    if isinstance(name, str) and name.isidentifier():
        role = read_role(tree, name, "", Troubles())
    return {role.name: role}


def _roles(tree: Tree, folders: dict[str, list[str]], troubles: Troubles) -> dict[str, Role]:
    roles = {}
    for name, (folder, *others) in sorted(folders.items()):
        roles[name] = read_role(tree, name, folder, troubles)
        for other in others:
            troubles.add(other, 0, f"a second role {name!r}; only {folder} is read")
    return roles


def _plays(tree: Tree, troubles: Troubles) -> tuple[Play, ...]:
    files = (read_yaml(tree.root, path, "", troubles) for path in playbook_candidates(tree.files))
    plays = (play for file in files if file and is_playbook(file) for play in read_plays(file))
    return tuple(_with_includes(tree, play, troubles) for play in plays)


def _with_includes(tree: Tree, play: Play, troubles: Troubles) -> Play:
    """Add the task files that a play's own tasks include."""
    task_files = list(play.task_files)
    tried: set[str] = set()
    while pending := [path for path in missing(task_files, None, tree.present) if path not in tried]:
        tried.update(pending)
        files = (read_yaml(tree.root, path, "", troubles) for path in pending)
        task_files.extend(read_task_file(file) for file in files if file)
    return replace(play, task_files=tuple(task_files))


def _variables(tree: Tree, troubles: Troubles) -> tuple[Variable, ...]:
    found: list[Variable] = []
    for path in variable_files(tree.files):
        file = read_yaml(tree.root, path, "", troubles)
        scope = next(_SCOPES[part] for part in path.split("/") if part in _SCOPES)
        if file:
            found.extend(read_variables(file, scope))
    return tuple(found)


def _collection_name(tree: Tree, troubles: Troubles) -> str:
    file = read_yaml(tree.root, _GALAXY, "", troubles)
    galaxy: Any = construct(file.root) if file else None
    if not isinstance(galaxy, dict) or not galaxy.get("namespace") or not galaxy.get("name"):
        troubles.add(_GALAXY, 0, "namespace and name were expected here")
        return tree.root.name
    return f"{galaxy['namespace']}.{galaxy['name']}"
