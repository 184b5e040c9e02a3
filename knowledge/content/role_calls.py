"""Where roles are called: in a play's ``roles``, by a task, or as a dependency of another role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.content.keywords import is_keyword, short_name
from knowledge.content.model import Place, Play, Role, Task

_INCLUDES = frozenset({"include_role", "import_role"})
_NO_PARAMETERS = frozenset({"role", "name", "src", "scm", "version"})


@dataclass(frozen=True)
class RoleCall:
    """A call of a role.

    Attributes:
        place: where it stands; line 1 of its file for a dependency.
        name: the role's name as written, which may be a template.
        parameters: the variables handed over.
        entries: which file of the role is named instead of ``main``, by argument: ``tasks_from`` and its like.
        task: the task that calls, where one does.
    """

    place: Place
    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    entries: Mapping[str, Any] = field(default_factory=dict)
    task: Task | None = None


def called_by_task(task: Task) -> RoleCall | None:
    """Return what ``include_role`` or ``import_role`` calls; ``None`` for every other task."""
    name = task.args.get("name", task.args.get("role"))
    if short_name(task.module) not in _INCLUDES or not isinstance(name, str) or not name:
        return None
    parameters: dict[str, Any] = {}
    for holder in (*task.blocks, task):
        parameters |= _mapping(holder.keywords.get("vars"))
    entries = {key: value for key, value in task.args.items() if key.endswith("_from")}
    return RoleCall(task.place, name, parameters, entries, task)


def called_by_play(play: Play) -> Iterator[RoleCall]:
    """Yield the calls of a play's ``roles``."""
    for reference in play.roles:
        yield RoleCall(reference.place, reference.name, _parameters(reference.keywords))


def dependencies(role: Role) -> Iterator[RoleCall]:
    """Yield the calls of a role's ``meta/main.yml``."""
    path = f"{role.path}/meta/main.yml" if role.path else "meta/main.yml"
    listed = role.meta.get("dependencies")
    for entry in listed if isinstance(listed, list) else []:
        holder = entry if isinstance(entry, dict) else {"role": entry}
        name = next((holder[key] for key in ("role", "name", "src") if isinstance(holder.get(key), str)), "")
        if name:
            yield RoleCall(Place(path, 1, 1), name, _parameters(holder))


def _parameters(holder: Mapping[Any, Any]) -> dict[str, Any]:
    """What is no keyword of an entry is a parameter, as are its ``vars``."""
    own = {str(key): value for key, value in holder.items() if not is_keyword(str(key)) and key not in _NO_PARAMETERS}
    return own | _mapping(holder.get("vars"))


def _mapping(value: Any) -> dict[str, Any]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}
