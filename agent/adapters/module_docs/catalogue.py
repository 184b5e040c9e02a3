"""Which modules are installed, and where a name leads: redirects, removals, deprecations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from agent.domain.modules import Absence, ModuleAbsent
from agent.domain.value import Value
from knowledge.content.source import Unreadable, read_text
from knowledge.content.values import construct
from knowledge.content.yaml_lines import YamlTrouble, compose

BUILTIN = "ansible.builtin"
_LEGACY = "ansible.legacy"
_MOST_REDIRECTS = 10
_ENDINGS = (".py", ".ps1", ".yml", ".yaml")
_WAYS = ("redirects", "removed", "deprecated")
_NOT_MODULES = frozenset({"async_wrapper", "normal"})


@dataclass(frozen=True)
class Home:
    """Where a collection keeps its parts.

    Attributes:
        folder: its folder.
        modules: folder of its modules, relative to it.
        plugins: folder of its other plugins.
        runtime: the file that says where names lead.
    """

    folder: Path
    modules: str = "plugins/modules"
    plugins: str = "plugins"
    runtime: str = "meta/runtime.yml"


def homes(core: Path, collections: Sequence[Path]) -> dict[str, Home]:
    """The installed collections by name; of two with one name the first counts.

    Args:
        core: folder of the ``ansible`` package, which holds ``ansible.builtin``.
        collections: folders named ``ansible_collections``.
    """
    found = {BUILTIN: Home(core, "modules", "plugins", "config/ansible_builtin_runtime.yml")}
    for root in collections:
        for folder in sorted(root.glob("*/*/plugins")):
            found.setdefault(f"{folder.parent.parent.name}.{folder.parent.name}", Home(folder.parent))
    return found


class Catalogue(Value):
    """Names only, so that it loads in a moment.

    Attributes:
        modules: names of the modules of each collection, without its own.
        redirects: full names that lead to others.
        removed: full names of what was removed, and what is said of it.
        deprecated: full names of what is going to be, and what is said of it.
        fragments: full names of documentation fragments that lead to others.
        acted: full names of modules whose action plugin has another name.
    """

    modules: dict[str, tuple[str, ...]]
    redirects: dict[str, str] = Field(default_factory=dict)
    removed: dict[str, str] = Field(default_factory=dict)
    deprecated: dict[str, str] = Field(default_factory=dict)
    fragments: dict[str, str] = Field(default_factory=dict)
    acted: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        """Full names of all installed modules."""
        for collection, modules in self.modules.items():
            yield from (f"{collection}.{module}" for module in modules)

    def resolve(self, name: str, collections: Sequence[str]) -> tuple[str, str] | ModuleAbsent:
        """Follow a name as Ansible does: of short ones the given collections come first, then ``ansible.builtin``.

        Returns:
            The module's collection and its name in it.
        """
        candidates = [name] if "." in name else [f"{collection}.{name}" for collection in (*collections, BUILTIN)]
        absences = []
        for candidate in candidates:
            found = self._follow(candidate)
            if not isinstance(found, ModuleAbsent):
                return found
            absences.append(found)
        # what a collection that isn't installed may hold, nobody knows
        return next((it for it in absences if it.absence is not Absence.UNKNOWN), absences[-1])

    def _follow(self, name: str) -> tuple[str, str] | ModuleAbsent:
        asked, seen = name, 0
        while seen < _MOST_REDIRECTS:
            name = name.replace(f"{_LEGACY}.", f"{BUILTIN}.", 1) if name.startswith(f"{_LEGACY}.") else name
            if name in self.removed:
                return ModuleAbsent(name=name, absence=Absence.REMOVED, reason=self.removed[name])
            if name not in self.redirects:
                break
            name, seen = self.redirects[name], seen + 1
        parts = name.split(".", 2)
        collection, module = ".".join(parts[:2]), "".join(parts[2:])
        if module and collection not in self.modules:
            reason = f"the collection {collection} is not installed"
            return ModuleAbsent(name=name, absence=Absence.NOT_INSTALLED, reason=reason)
        if module not in self.modules.get(collection, ()):
            return ModuleAbsent(name=asked, absence=Absence.UNKNOWN, reason="no installed collection has it")
        return collection, module


def build(installed: Mapping[str, Home]) -> Catalogue:
    """List the folders and read where names lead; a collection whose file can't be read leads nowhere."""
    modules = {collection: tuple(sorted(_modules(home))) for collection, home in installed.items()}
    routes: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in ("modules", "action", "doc_fragments")}
    for collection, home in installed.items():
        for kind, short, said in _routes(home):
            for way, text in _ways(said):
                routes[kind].setdefault(way, {})[f"{collection}.{short}"] = text
    of_modules, of_actions = routes["modules"], routes["action"]
    ways = {way: {**of_actions.get(way, {}), **of_modules.get(way, {})} for way in _WAYS}
    acted = tuple(sorted(name for name in of_actions.get("redirects", ()) if _is_module(name, modules)))
    for name in acted:
        if name not in of_modules.get("redirects", ()):
            del ways["redirects"][name]  # the arguments go to another action plugin, the module stays
    return Catalogue(modules=modules, fragments=routes["doc_fragments"].get("redirects", {}), acted=acted, **ways)


def _is_module(name: str, modules: Mapping[str, tuple[str, ...]]) -> bool:
    namespace, collection, module = name.split(".", 2)
    return module in modules.get(f"{namespace}.{collection}", ())


def _modules(home: Home) -> set[str]:
    """Names of the modules in a folder, and of action plugins that have no module."""
    return {*_stems(home.folder / home.modules), *_stems(home.folder / home.plugins / "action")} - _NOT_MODULES


def _stems(top: Path) -> Iterator[str]:
    for folder, _, files in os.walk(top):
        prefix = ".".join(Path(folder).relative_to(top).parts)
        for file in files:
            stem, ending = os.path.splitext(file)  # noqa: PTH122 - twenty thousand of them
            if ending in _ENDINGS and stem != "__init__":
                yield f"{prefix}.{stem}" if prefix else stem


def _routes(home: Home) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each thing said of a module or a fragment: its kind, its name, and what is said."""
    try:
        document = construct(compose(read_text(home.folder, home.runtime)).root)
    except (Unreadable, YamlTrouble):
        return
    routing = document.get("plugin_routing") if isinstance(document, dict) else None
    for kind in ("modules", "action", "doc_fragments"):
        said = routing.get(kind) if isinstance(routing, dict) else None
        for short, route in said.items() if isinstance(said, dict) else ():
            if isinstance(route, dict):
                yield kind, str(short), route


def _ways(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(said.get("redirect"), str):
        yield "redirects", said["redirect"]
    for key, way in (("tombstone", "removed"), ("deprecation", "deprecated")):
        if isinstance(said.get(key), dict):
            yield way, " ".join(str(said[key].get("warning_text") or "").split())
