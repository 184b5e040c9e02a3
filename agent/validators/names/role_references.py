"""Roles that are called and missing, and files of roles that a call names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from agent.validators.names.faults import Fault
from agent.validators.names.homes import Home
from agent.validators.names.nearest import nearest
from agent.validators.names.plugin_names import installed_collection
from agent.validators.names.view import View
from knowledge.content.jinja import is_template
from knowledge.content.model import Role
from knowledge.content.role_calls import RoleCall

_FOLDERS = {"tasks_from": "tasks", "handlers_from": "handlers", "vars_from": "vars", "defaults_from": "defaults"}
_ENDINGS = ("", ".yml", ".yaml", ".json")
_REQUIREMENTS = ("requirements.yml", "requirements.yaml")


def role_references(view: View, paths: frozenset[str]) -> Iterator[Fault]:
    """Yield the calls of the judged files that lead nowhere; templated names are left out."""
    for home in view.homes.values():
        for call in home.calls():
            if call.place.path in paths and not is_template(call.name):
                role = view.role(call.name)
                if role:
                    yield from _entries(view, call, role)
                elif not _is_there(view, home, call):
                    yield _missing(view, call)


def _entries(view: View, call: RoleCall, role: Role) -> Iterator[Fault]:
    for argument, name in call.entries.items():
        folder = _FOLDERS.get(argument)
        if folder is None or not isinstance(name, str) or is_template(name):
            continue
        path = posixpath.join(role.path, folder, name)
        if not any(view.exists(path + ending) for ending in _ENDINGS):
            rule = "file-missing" if folder in ("vars", "defaults") else "tasks-missing"
            what = f"role `{role.name}` has no `{folder}/{name}`"
            yield Fault(rule, call.place.path, _line(view, call, name), what, f"{role.name} {path}", task=call.task)


def _is_there(view: View, home: Home, call: RoleCall) -> bool:
    """Whether a role that was not read stands where Ansible looks: by path, or in another folder of roles."""
    folders = (posixpath.dirname(call.place.path), *view.company(home).playbook_folders, "", *_beside(home))
    candidates = (posixpath.join(folder, part) for folder in folders for part in (call.name, f"roles/{call.name}"))
    return call.name.startswith(("/", "~")) or any(view.exists(path) for path in candidates)


def _beside(home: Home) -> tuple[str, ...]:
    return (posixpath.dirname(home.role.path),) if home.role and home.role.path else ()


def _missing(view: View, call: RoleCall) -> Fault:
    near = nearest(call.name.rpartition(".")[2], view.content.roles)
    return Fault(
        "role-missing",
        call.place.path,
        _line(view, call, call.name),
        f"role `{call.name}` is not in this repository",
        call.name,
        fix=f"Write `{near}`." if near else "",
        doubt=_doubt(view, call.name),
        task=call.task,
    )


def _doubt(view: View, name: str) -> str:
    """Why it might be found after all; empty when nothing speaks for that."""
    namespace, _, rest = name.partition(".")
    collection, _, role = rest.partition(".")
    if role and f"{namespace}.{collection}" not in view.collections:
        folder = installed_collection(namespace, collection)
        if folder is None:
            return f"collection {namespace}.{collection} is not installed"
        return "it belongs to an installed collection" if (folder / "roles" / role).is_dir() else ""
    if rest and not role:
        return "it is named like a role of Ansible Galaxy"
    if view.content.kind == "role":
        return "whoever runs this role may have it"
    return "requirements.yml names it" if _is_required(view, name) else ""


def _is_required(view: View, name: str) -> bool:
    word = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")
    return any(word.search(view.text(path)) for path in view.files if PurePosixPath(path).name in _REQUIREMENTS)


def _line(view: View, call: RoleCall, word: str) -> int:
    if call.place.path.endswith("meta/main.yml"):
        return view.line_in_file(call.place.path, word)
    return view.line_of(call.place, word)
