"""Faults in the names of variables."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import yaml

from evals.mutants.misspelling import misspelt
from evals.mutants.sites import LOOPS, Fault, Site

GUARDS = re.compile(r"default|defined|\bd\(|first_found|hostvars|lookup|varnames|\bvars\b")
"""What makes an undefined variable harmless, or a template too clever to be sure."""


def variable_misspelt(site: Site, rng: Random) -> Fault | None:
    """A variable of the role, misspelt where a task uses it."""
    return _misspelt_use(site, rng, site.tree.defined(site.role))


def loop_variable_misspelt(site: Site, rng: Random) -> Fault | None:
    """``itme.name``."""
    looping = any(name in site.pairs for name in LOOPS)
    return _misspelt_use(site, rng, frozenset({"item"})) if looping and "loop_control" not in site.pairs else None


def register_misspelt(site: Site, rng: Random) -> Fault | None:
    """A result that is registered under another name than the one used after it."""
    pair = site.pairs.get("register")
    if pair is None or not isinstance(pair[1], yaml.ScalarNode):
        return None
    name = str(pair[1].value)
    following = [other for other in site.tree.sites if other.path == site.path and other.line > site.line]
    uses = [node for other in following for node in other.strings() if re.search(rf"\b{re.escape(name)}\.", node.value)]
    others = [other for other in site.tree.sites if other is not site and _registers(other, name)]
    if not any(not GUARDS.search(node.value) for node in uses) or others:
        return None
    wrong = misspelt(name, rng)
    return site.replaced(pair[1], wrong, f"register: {name} -> {wrong}") if wrong else None


def default_removed(site: Site, rng: Random) -> Fault | None:
    """A variable that a task uses and that no longer has its default."""
    found = sorted(_used(site, site.tree.defined(site.role)))
    if not found:
        return None
    name = rng.choice(found)
    files = {path: text for path, text in site.tree.under(site.role).items() if path.startswith(("defaults/", "vars/"))}
    defining = [path for path, text in files.items() if re.search(rf"^{name}:", text, re.MULTILINE)]
    elsewhere = [text for path, text in site.tree.texts.items() if path != f"{site.role}{defining[0]}"]
    if len(defining) != 1 or any(re.search(rf"\b{name}\s*[:=](?!=)|register:\s*{name}\b", text) for text in elsewhere):
        return None
    path, text = f"{site.role}{defining[0]}", files[defining[0]]
    start, end = _entry(text, name)
    if not text[:start].rstrip("-\n ") and not text[end:].strip():
        return None
    return Fault({path: text[:start] + text[end:]}, path, text.count("\n", 0, start) + 1, f"{name} not defined")


def _entry(text: str, name: str) -> tuple[int, int]:
    """The lines of a top-level variable."""
    found = re.search(rf"^{name}:.*\n?(?:(?:[ \t-].*)?\n)*", text, re.MULTILINE)
    return (found.start(), found.end()) if found else (0, 0)


def _registers(site: Site, name: str) -> bool:
    pair = site.pairs.get("register")
    facts = site.args if site.short == "set_fact" else {}
    return (pair is not None and pair[1].value == name) or name in facts


def _misspelt_use(site: Site, rng: Random, names: frozenset[str]) -> Fault | None:
    uses = [
        (node, name)
        for node, name in _uses(site, names)
        if not any(GUARDS.search(other.value) for other in _conditions(site))
    ]
    if not uses:
        return None
    node, name = rng.choice(uses)
    wrong = misspelt(name, rng) if name != "item" else "itme"
    found = re.search(rf"\b{name}\b", site.raw(node))
    if not wrong or not found or wrong in names:
        return None
    start = site.start(node) + found.start()
    return site.spliced(start, start + len(name), wrong, f"{name} -> {wrong}")


def _used(site: Site, names: frozenset[str]) -> set[str]:
    return {name for _, name in _uses(site, names)}


def _uses(site: Site, names: frozenset[str]) -> list[tuple[Any, str]]:
    """Scalars that use one of the names in a template that does not allow for its absence."""
    found = []
    for node in (*site.strings(), *_conditions(site)):
        text = node.value
        if GUARDS.search(text) or "{#" in text or "{%" in text:
            continue
        code = " ".join(re.findall(r"\{\{(.*?)\}\}", text)) if node not in _conditions(site) else text
        code = re.sub(r"'[^']*'|\"[^\"]*\"", "''", code)
        found += [(node, name) for name in names if re.search(rf"(?<![.\w]){name}\b(?!\s*[=(])", code)]
    return found


def _conditions(site: Site) -> list[Any]:
    """Scalars of ``when``: bare expressions."""
    if "when" not in site.pairs:
        return []
    value = site.pairs["when"][1]
    nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
    return [node for node in nodes if isinstance(node, yaml.ScalarNode)]
