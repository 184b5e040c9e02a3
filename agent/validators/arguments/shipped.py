"""Modules that the repository brings itself. What stands at the base is judged by; what the change brings is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from agent.domain.modules import Absence, ModuleAbsent, ModuleSpec
from agent.ports import ModuleDocs
from knowledge.content.model import Content
from knowledge.content.source import Unreadable, read_text

_COLLECTIONS = "collections/ansible_collections"
_NO_MODULE = frozenset(
    {".pyc", ".pyo", ".md", ".txt", ".rst", ".yml", ".yaml", ".json", ".ini", ".swp", ".bak", ".orig"}
)
"""Endings that Ansible passes over; any other file is a module, in whatever language."""


class ShippedModules:
    """Finds modules in a repository's own folders.

    Args:
        before: the base, whose modules are read.
        after: the new tree, whose modules only count as being there.
        docs: parses their documentation.
    """

    def __init__(self, before: Content, after: Content, docs: ModuleDocs) -> None:
        self._before = before
        self._after = after
        self._docs = docs
        self._known = dict(_modules(before))
        self._present = dict(_modules(after))

    def find(self, name: str, collections: Sequence[str]) -> ModuleSpec | ModuleAbsent | None:
        """The documentation of a module of the repository, or why there is none; ``None`` if it has no such module."""
        for candidate in (name, *(f"{collection}.{name}" for collection in collections)):
            if candidate in self._present:
                return self._read(candidate)
        if self._after.kind == "collection" and name.startswith(f"{self._after.name}."):
            return self._own(name)
        return None

    def others(self, collections: Sequence[str]) -> tuple[str, ...]:
        """Those of the collections that are not the repository's own, whose modules are all known here."""
        own = self._after.name if self._after.kind == "collection" else ""
        return tuple(collection for collection in collections if collection != own)

    def names(self) -> tuple[str, ...]:
        """Names of all modules that the repository brings."""
        return tuple(self._present)

    def _own(self, name: str) -> ModuleAbsent:
        """A module that the repository's own collection should have; its ``meta/runtime.yml`` may lead elsewhere."""
        with suppress(Unreadable):
            if name.rpartition(".")[2] in read_text(self._after.root, "meta/runtime.yml"):
                reason = "meta/runtime.yml says something of it"
                return ModuleAbsent(name=name, absence=Absence.UNDOCUMENTED, reason=reason)
        return ModuleAbsent(name=name, absence=Absence.UNKNOWN, reason="this collection has no such module")

    def _read(self, name: str) -> ModuleSpec | ModuleAbsent:
        path = self._known.get(name)
        try:
            source = None if path is None else read_text(self._before.root, path)
            if source is None or source != read_text(self._after.root, self._present[name]):
                reason = "the change itself brings or alters this module"
                return ModuleAbsent(name=name, absence=Absence.UNDOCUMENTED, reason=reason)
        except Unreadable as reason:
            return ModuleAbsent(name=name, absence=Absence.UNDOCUMENTED, reason=f"it can't be read: {reason}")
        if not path or not path.endswith(".py"):
            return ModuleAbsent(name=name, absence=Absence.UNDOCUMENTED, reason="it is not written in Python")
        return self._docs.parse(name, source)


def _modules(content: Content) -> Iterator[tuple[str, str]]:
    """Each module's name, full where its collection is known, and its path."""
    roles = [f"{role.path}/library" if role.path else "library" for role in content.roles.values()]
    for folder in ("library", "playbooks/library", *roles):
        yield from _files(content.root, folder, "")
    if content.kind == "collection":
        yield from _files(content.root, "plugins/modules", f"{content.name}.")
    for place in sorted(content.root.glob(f"{_COLLECTIONS}/*/*/plugins/modules")):
        namespace, collection = place.parts[-4:-2]
        yield from _files(content.root, place.relative_to(content.root).as_posix(), f"{namespace}.{collection}.")


def _files(root: Path, folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Modules below a folder: of a collection by their full names, and by short ones, as a library path finds them."""
    for file in sorted((root / folder).rglob("*")):
        if file.is_file() and not file.is_symlink() and file.suffix not in _NO_MODULE and file.stem != "__init__":
            path = file.relative_to(root / folder)
            yield path.stem, f"{folder}/{path.as_posix()}"
            if prefix:
                yield f"{prefix}{'.'.join(path.with_suffix('').parts)}", f"{folder}/{path.as_posix()}"
