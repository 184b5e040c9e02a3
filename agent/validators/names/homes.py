"""Where tasks live, a role or a playbook, and which homes run together.

Roles and playbooks that call one another, directly or through others, form a *company*: in one run they see each
other's variables, facts and handlers. Two that nothing connects don't.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.content.jinja import is_template
from knowledge.content.keywords import short_name
from knowledge.content.model import Content, Play, Role, Task, TaskFile
from knowledge.content.role_calls import RoleCall, called_by_play, called_by_task, dependencies

_ANY_ROLE = "any role"


@dataclass(frozen=True, eq=False)
class Home:
    """A role, or a playbook with its plays.

    Attributes:
        key: what it is called in both trees.
        role: the role; ``None`` for a playbook.
        plays: the playbook's plays; none for a role.
    """

    key: str
    role: Role | None = None
    plays: tuple[Play, ...] = ()

    def task_files(self) -> Iterator[TaskFile]:
        """Its task files, those of handlers included."""
        if self.role:
            yield from self.role.task_files
            yield from self.role.handler_files
        for play in self.plays:
            yield from play.task_files

    def tasks(self) -> Iterator[Task]:
        """Its tasks and handlers, blocks before their children."""
        for task_file in self.task_files():
            yield from task_file.walk()

    def handlers(self) -> Iterator[Task]:
        """Its handlers; of a play that includes some, every task of what it includes."""
        if self.role:
            yield from self.role.handlers()
        for play in self.plays:
            own = [handler for top in play.handlers for handler in top.walk()]
            yield from own
            if any(short_name(handler.module) in ("include_tasks", "import_tasks") for handler in own):
                for task_file in play.task_files:
                    yield from (task for task in task_file.walk() if task.place.path != play.place.path)

    def calls(self) -> Iterator[RoleCall]:
        """The roles it calls."""
        if self.role:
            yield from dependencies(self.role)
        for play in self.plays:
            yield from called_by_play(play)
        for task in self.tasks():
            call = called_by_task(task)
            if call:
                yield call

    def imports(self) -> Iterator[tuple[Play, str]]:
        """The playbooks it imports by a literal path, relative to the root."""
        for play in self.plays:
            for key, value in play.keywords.items():
                if short_name(key) == "import_playbook" and isinstance(value, str) and not is_template(value):
                    folder = posixpath.dirname(play.place.path)
                    yield play, posixpath.normpath(posixpath.join(folder, value))


def homes(content: Content) -> tuple[Home, ...]:
    """Every role and every playbook."""
    playbooks: dict[str, list[Play]] = {}
    for play in content.plays:
        playbooks.setdefault(play.place.path, []).append(play)
    roles = (Home(_role_key(role), role=role) for role in content.roles.values())
    return (*roles, *(Home(_playbook_key(path), plays=tuple(plays)) for path, plays in playbooks.items()))


@dataclass(frozen=True, eq=False)
class Company:
    """Homes that run together; ``strangers`` are the roles they call that this repository does not hold."""

    homes: tuple[Home, ...]
    strangers: tuple[str, ...]

    @cached_property
    def playbook_folders(self) -> tuple[str, ...]:
        """Folders of its playbooks, where Ansible looks for files too."""
        paths = (play.place.path for home in self.homes for play in home.plays)
        return tuple(dict.fromkeys(posixpath.dirname(path) for path in paths))


def companies(
    content: Content, residents: Iterable[Home], role_called: Callable[[str], Role | None]
) -> Mapping[str, Company]:
    """Return the company of each home, by the home's key; linear in the number of calls.

    Args:
        content: the tree.
        residents: its homes.
        role_called: finds a role of the tree by the name that a call uses.
    """
    residents = tuple(residents)
    circles = _Circles()
    strangers: list[tuple[str, str]] = []
    for home in residents:
        circles.join(home.key, home.key)
        for task_file in home.task_files():
            circles.join(home.key, f"file {task_file.path}")
        for _, path in home.imports():
            circles.join(home.key, _playbook_key(path))
        for call in home.calls():
            role = role_called(call.name)
            if role:
                circles.join(home.key, _role_key(role))
            elif is_template(call.name):
                circles.join(home.key, _ANY_ROLE)
            else:
                strangers.append((home.key, call.name))
    if _ANY_ROLE in circles:
        for role in content.roles.values():
            circles.join(_ANY_ROLE, _role_key(role))
    return _gather(residents, circles, strangers)


def _gather(
    residents: tuple[Home, ...], circles: _Circles, strangers: Iterable[tuple[str, str]]
) -> Mapping[str, Company]:
    members: dict[str, list[Home]] = {}
    for home in residents:
        members.setdefault(circles.find(home.key), []).append(home)
    called: dict[str, dict[str, None]] = {}
    for key, name in strangers:
        called.setdefault(circles.find(key), {})[name] = None
    found = {root: Company(tuple(them), tuple(called.get(root, ()))) for root, them in members.items()}
    return {home.key: found[circles.find(home.key)] for home in residents}


class _Circles:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._parent

    def find(self, name: str) -> str:
        root = name
        while self._parent.get(root, root) != root:
            root = self._parent[root]
        while self._parent.get(name, root) != root:
            self._parent[name], name = root, self._parent[name]
        return root

    def join(self, one: str, other: str) -> None:
        self._parent.setdefault(one, one)
        self._parent.setdefault(other, other)
        self._parent[self.find(other)] = self.find(one)


def _role_key(role: Role) -> str:
    return f"role {role.name}"


def _playbook_key(path: str) -> str:
    return f"playbook {path}"
