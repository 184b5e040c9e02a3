"""One of the two trees of a change, with what its names mean."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath

from agent.validators.names.definitions import Definitions, of_home
from agent.validators.names.homes import Company, Home, companies, homes
from agent.validators.names.inventories import inventory_names
from agent.validators.names.mentions import Mentions
from knowledge.content.discover import walk
from knowledge.content.model import Content, Place, Role
from knowledge.content.source import Unreadable, read_text
from knowledge.content.yaml_lines import split_lines

_HELD = re.compile(r"(?:^|/)ansible_collections/(\w+)/(\w+)/galaxy\.yml$")
_VARIABLES = frozenset({"defaults", "vars", "group_vars", "host_vars"})
_NOBODY = Company((), ())


class View:
    """A tree as the checks look at it.

    Args:
        content: what the tree holds.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self.homes: Mapping[str, Home] = {home.key: home for home in homes(content)}
        self._companies = companies(content, self.homes.values(), self.role)
        self._of_home: dict[str, Definitions] = {}
        self._of_company: dict[int, Definitions] = {}
        self._lines: dict[str, tuple[str, ...]] = {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file of the tree."""
        return walk(self.content.root).files

    @cached_property
    def shared(self) -> frozenset[str]:
        """Variables that every home sees: those of groups, hosts and inventories."""
        own = {variable.name for variable in self.content.variables}
        return frozenset(own | inventory_names(self.content.root, self.files))

    @cached_property
    def mentions(self) -> Mentions:
        """What the rest of the tree's text tells of names."""
        return Mentions(self.content.root, self.files, self.read_paths)

    @cached_property
    def read_paths(self) -> frozenset[str]:
        """Files that are read as tasks, handlers or playbooks."""
        return frozenset(task_file.path for home in self.homes.values() for task_file in home.task_files())

    def doubts(self, home: Home) -> Iterator[str]:
        """Why there may be more variables than a home and those that run with it are known to define."""
        yield from self.known(home).doubts
        for path, owner in self._unread:
            if owner is None or self._companies[owner] is self.company(home):
                yield f"{path} can't be read"

    @cached_property
    def _unread(self) -> tuple[tuple[str, str | None], ...]:
        """Files of variables that can't be read, so that nobody can tell what they define; each with its home."""
        read = {variable.place.path for role in self.content.roles.values() for variable in role.variables}
        read |= {variable.place.path for variable in self.content.variables}
        owners = {home.role.path: home.key for home in self.homes.values() if home.role}
        found = []
        for path in dict.fromkeys(problem.path for problem in self.content.problems):
            folders = [str(folder) for folder in PurePosixPath(path).parents]
            if path not in read and any(PurePosixPath(folder).name in _VARIABLES for folder in folders):
                found.append((path, next((owners[folder] for folder in folders if folder in owners), None)))
        return tuple(found)

    @cached_property
    def everywhere(self) -> Definitions:
        """What any home defines, whoever it runs with."""
        found = Definitions()
        for company in {id(it): it for it in self._companies.values()}.values():
            found.add(self._together(company))
        return found

    @cached_property
    def collections(self) -> frozenset[str]:
        """Names of the collections that the tree is or holds."""
        own = {self.content.name} if self.content.kind == "collection" else set()
        held = (_HELD.search(path) for path in self.files if path.endswith("/galaxy.yml"))
        return frozenset(own | {f"{found[1]}.{found[2]}" for found in held if found})

    def without_collection(self, name: str) -> str:
        """A name without the prefix of a collection of the tree's own."""
        collection, _, last = name.rpartition(".")
        return last if collection in self.collections else name

    def role(self, name: str) -> Role | None:
        """The tree's role of that name, as calls use it."""
        return self.content.roles.get(name) or self.content.roles.get(self.without_collection(name))

    def company(self, home: Home) -> Company:
        """The homes that run with this one."""
        return self._companies.get(home.key, _NOBODY)

    def own(self, home: Home) -> Definitions:
        """What a home itself defines."""
        if home.key not in self._of_home:
            self._of_home[home.key] = of_home(self.content.root, home)
        return self._of_home[home.key]

    def known(self, home: Home) -> Definitions:
        """What a home and those that run with it define; for what is no home, what anyone defines."""
        return self._together(self._companies[home.key]) if home.key in self._companies else self.everywhere

    def _together(self, company: Company) -> Definitions:
        if id(company) not in self._of_company:
            found = Definitions()
            for home in company.homes:
                found.add(self.own(home))
            self._of_company[id(company)] = found
        return self._of_company[id(company)]

    def exists(self, path: str) -> bool:
        """Whether a path, relative to the root, is in the tree, or leads out of it, where nobody can tell."""
        path = posixpath.normpath(path)
        return path.startswith(("/", "../")) or os.path.lexists(self.content.root / path)

    def text(self, path: str) -> str:
        """A file's text; empty when it is none that can be read."""
        try:
            return read_text(self.content.root, path)
        except Unreadable:
            return ""

    def line_of(self, place: Place, word: str) -> int:
        """The first line of a place that holds a word, else its first line."""
        lines = self._lines_of(place.path)[place.line - 1 : place.end_line]
        pattern = re.compile(rf"(?<![\w.]){re.escape(word)}(?!\w)")
        return next((number for number, line in enumerate(lines, place.line) if pattern.search(line)), place.line)

    def line_in_file(self, path: str, word: str) -> int:
        """The first line of a file that holds a word, else 1."""
        return self.line_of(Place(path, 1, len(self._lines_of(path))), word)

    def _lines_of(self, path: str) -> tuple[str, ...]:
        if path not in self._lines:
            self._lines[path] = split_lines(self.text(path))
        return self._lines[path]

    def changed_homes(self, paths: frozenset[str]) -> Iterator[Home]:
        """Homes with a file among the paths."""
        for home in self.homes.values():
            if any(path in paths for path in _paths(home)):
                yield home

    def all_paths(self) -> Iterator[str]:
        """The files of every home, and of group and host variables."""
        for home in self.homes.values():
            yield from _paths(home)
        yield from (variable.place.path for variable in self.content.variables)


def _paths(home: Home) -> Iterator[str]:
    for task_file in home.task_files():
        yield task_file.path
    yield from (play.place.path for play in home.plays)
    if home.role:
        prefix = f"{home.role.path}/" if home.role.path else ""
        yield from (variable.place.path for variable in home.role.variables)
        yield from home.role.templates
        yield from (f"{prefix}meta/{name}" for name in ("main.yml", "argument_specs.yml"))
