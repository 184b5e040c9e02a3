"""Faults in Jinja."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import yaml

from evals.mutants.misspelling import misspelt
from evals.mutants.sites import Fault, Site
from evals.mutants.variables import GUARDS

FILTER = re.compile(r"\|\s*([a-z_]{4,})\b(?!\.)")
TEST = re.compile(r"\bis (?:not )?([a-z_]{4,})\b")
END = re.compile(r"^\s*\{%-?\s*end(?:if|for)\s*-?%\}[^\n]*\n", re.MULTILINE)


def filter_misspelt(site: Site, rng: Random) -> Fault | None:
    """``| defualt('x')``."""
    return _misspelt(site, rng, FILTER, "filter")


def test_misspelt(site: Site, rng: Random) -> Fault | None:
    """``is defiend``."""
    return _misspelt(site, rng, TEST, "test")


test_misspelt.__test__ = False  # type: ignore[attr-defined]


def template_unclosed(site: Site, rng: Random) -> Fault | None:
    """``{{ name }``."""
    found = [node for node in site.strings() if "}}" in site.raw(node) and node.style in {"'", '"'}]
    if not found:
        return None
    node = rng.choice(found)
    at = site.start(node) + site.raw(node).index("}}")
    return site.spliced(at, at + 1, "", "a brace is missing")


def parenthesis_unclosed(site: Site, rng: Random) -> Fault | None:
    """``default('x'``."""
    found = [node for node in _expressions(site) if re.search(r"\([^()\n]*\)", _code(site, node))]
    if not found:
        return None
    node = rng.choice(found)
    at = site.start(node) + _inside(site, node, r"\([^()\n]*\)") - 1
    return site.spliced(at, at + 1, "", "a parenthesis is missing")


def value_unquoted(site: Site, rng: Random) -> Fault | None:
    """``dest: {{ path }}``."""
    found = [node for node in site.strings() if node.style in {"'", '"'} and node.value.startswith("{{")]
    found = [node for node in found if "\n" not in site.raw(node)]
    if not found:
        return None
    node = rng.choice(found)
    return site.replaced(node, node.value, "quotes are missing around a template")


def when_with_braces(site: Site, rng: Random) -> Fault | None:
    """``when: "{{ enabled }}"``."""
    found = [node for node in _conditions(site) if "{{" not in node.value and '"' not in node.value]
    found = [node for node in found if "\n" not in site.raw(node) and node.value.lower() not in {"true", "false"}]
    if not found:
        return None
    node = rng.choice(found)
    return site.replaced(node, f'"{{{{ {node.value} }}}}"', "braces in when")


def when_with_assignment(site: Site, _rng: Random) -> Fault | None:
    """``when: x = 'y'``."""
    found = [node for node in _conditions(site) if " == " in site.raw(node)]
    if not found:
        return None
    at = site.start(found[0]) + site.raw(found[0]).index(" == ")
    return site.spliced(at, at + 4, " = ", "= for == in when")


def block_unclosed(site: Site, rng: Random) -> Fault | None:
    """A template file without its ``{% endif %}``."""
    files = {path: text for path, text in _templates(site).items() if END.search(text)}
    if not files:
        return None
    path = rng.choice(sorted(files))
    found = rng.choice(list(END.finditer(files[path])))
    text = files[path][: found.start()] + files[path][found.end() :]
    return Fault({path: text}, path, files[path].count("\n", 0, found.start()) + 1, found[0].strip() + " is missing")


def variable_in_template_misspelt(site: Site, rng: Random) -> Fault | None:
    """A variable of the role, misspelt in a template file."""
    defined = site.tree.defined(site.role)
    uses = [
        (path, found)
        for path, text in sorted(_templates(site).items())
        for found in re.finditer(r"\{\{-?\s*([a-z]\w{5,})(?=\s*[|}.\[])[^}]*\}\}", text)
        if found[1] in defined and not GUARDS.search(found[0]) and f"if {found[1]}" not in text
    ]
    if not uses:
        return None
    path, found = rng.choice(uses)
    text, wrong = site.tree.texts[path], misspelt(found[1], rng)
    if not wrong or wrong in defined or re.search(rf"(if|set|for)\s+{found[1]}", text):
        return None
    new = text[: found.start(1)] + wrong + text[found.end(1) :]
    return Fault({path: new}, path, text.count("\n", 0, found.start(1)) + 1, f"{found[1]} -> {wrong}")


def _templates(site: Site) -> dict[str, str]:
    return {
        f"{site.role}{path}": text for path, text in site.tree.under(site.role).items() if path.startswith("templates/")
    }


def _misspelt(site: Site, rng: Random, pattern: re.Pattern[str], what: str) -> Fault | None:
    found = [node for node in _expressions(site) if pattern.search(_code(site, node))]
    if not found:
        return None
    node = rng.choice(found)
    match = pattern.search(_code(site, node))
    wrong = match and misspelt(match[1], rng)
    if not match or not wrong:
        return None
    start = site.start(node) + match.start(1)
    return site.spliced(start, start + len(match[1]), wrong, f"{what} {match[1]} -> {wrong}")


def _expressions(site: Site) -> list[Any]:
    """Scalars that hold Jinja: templates, and bare conditions."""
    bare = {id(node) for node in _conditions(site)}
    return [node for node in site.strings() if id(node) in bare or "{{" in node.value]


def _conditions(site: Site) -> list[Any]:
    if "when" not in site.pairs:
        return []
    value = site.pairs["when"][1]
    nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
    return [node for node in nodes if isinstance(node, yaml.ScalarNode)]


def _code(site: Site, node: Any) -> str:
    """A scalar as it is written, with everything that is not Jinja blanked out, so that offsets stay."""
    raw = site.raw(node)
    if "{{" not in raw:
        return raw if any(node is it for it in _conditions(site)) else ""
    spans = [match.span() for match in re.finditer(r"\{\{.*?\}\}", raw, re.DOTALL)]
    return "".join(char if any(a <= at < b for a, b in spans) else " " for at, char in enumerate(raw))


def _inside(site: Site, node: Any, pattern: str) -> int:
    found = re.search(pattern, _code(site, node))
    return found.end() if found else 0
