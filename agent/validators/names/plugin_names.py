"""Names of the filters and tests that are installed; plugins are read, never imported."""

from __future__ import annotations

import importlib.util
from enum import StrEnum
from functools import cache
from pathlib import Path

from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from agent.validators.names.mentions import strings
from knowledge.content.values import construct
from knowledge.content.yaml_lines import compose

_NOT_ANSIBLES = 2
"""Dots of a collection's name: what has fewer belongs to ansible-core or Jinja."""


class Kind(StrEnum):
    """What kind of plugin a name is for; the value is the folder it lives in."""

    FILTER = "filter"
    TEST = "test"


class Presence(StrEnum):
    """What is known of a name."""

    THERE = "there"
    ABSENT = "absent"
    UNTOLD = "untold"
    """The collection is not installed, so nobody can tell."""


def presence(kind: Kind, name: str) -> Presence:
    """Say whether a filter or test is installed, by its short or full name."""
    short = name.removeprefix("ansible.builtin.").removeprefix("ansible.legacy.")
    if short.count(".") < _NOT_ANSIBLES:
        if short in builtin(kind):
            return Presence.THERE
        target = _routes(kind).get(short, "")
        return presence(kind, target) if target.count(".") >= _NOT_ANSIBLES else Presence.ABSENT
    namespace, collection, plugin = short.split(".", 2)
    folder = installed_collection(namespace, collection)
    if folder is None:
        return Presence.UNTOLD
    return Presence.THERE if plugin in of_collection(kind, folder) else Presence.ABSENT


def installed_collection(namespace: str, name: str) -> Path | None:
    """The folder of an installed collection; ``None`` when it is not installed."""
    folder = _site() / "ansible_collections" / namespace / name
    return folder if namespace.isidentifier() and name.isidentifier() and folder.is_dir() else None


def collection_of(name: str) -> str:
    """The collection that a full name belongs to, also where ansible-core only forwards a short one to it."""
    for kind in Kind:
        name = _routes(kind).get(name, name)
    return ".".join(name.split(".")[:2])


@cache
def builtin(kind: Kind) -> frozenset[str]:
    """Names of Jinja's and ansible-core's own."""
    jinja = FILTERS if kind is Kind.FILTER else TESTS
    return frozenset(jinja) | _of_folder(_site() / "ansible" / "plugins" / kind)


@cache
def of_collection(kind: Kind, folder: Path) -> frozenset[str]:
    """Names in an installed collection, those that it forwards or has removed included."""
    routing = folder / "meta" / "runtime.yml"
    routed = _section(routing.read_text(encoding="utf-8"), kind) if routing.is_file() else {}
    return _of_folder(folder / "plugins" / kind) | frozenset(routed)


def _of_folder(folder: Path) -> frozenset[str]:
    """Documented names, file names, and every string of the programs, the names of their plugins among them."""
    found: set[str] = set()
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.suffix in (".yml", ".yaml", ".py"):
            found.add(file.stem)
        if file.suffix == ".py":
            try:
                found.update(strings(file.read_text(encoding="utf-8")))
            except (SyntaxError, ValueError):  # installed, and broken: its own tests' business
                continue
    return frozenset(name for name in found if name.isidentifier())


@cache
def _routes(kind: Kind) -> dict[str, str]:
    """Short names that ansible-core forwards to collections."""
    routing = _site() / "ansible" / "config" / "ansible_builtin_runtime.yml"
    entries = _section(routing.read_text(encoding="utf-8"), kind) if routing.is_file() else {}
    return {name: str(entry.get("redirect", "")) for name, entry in entries.items() if isinstance(entry, dict)}


def _section(routing: str, kind: Kind) -> dict[str, object]:
    """One section of ``plugin_routing``, cut out first: parsing the whole file takes a second."""
    _, found, rest = routing.partition(f"\n  {kind}:\n")
    lines = []
    for line in rest.splitlines() if found else ():
        if line.strip() and not line.startswith(("   ", "  #", "#")):
            break
        lines.append(line)
    section = construct(compose("\n".join(lines)).root)
    return {str(name): entry for name, entry in section.items()} if isinstance(section, dict) else {}


@cache
def _site() -> Path:
    """The folder that ansible-core is installed in, with the collections beside it."""
    spec = importlib.util.find_spec("ansible")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("ansible-core is not installed")
    return Path(next(iter(spec.submodule_search_locations))).parent
