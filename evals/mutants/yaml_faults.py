"""Faults in the YAML itself."""

from __future__ import annotations

from random import Random

import yaml

from evals.mutants.sites import Fault, Site, parses


def indentation(site: Site, rng: Random) -> Fault | None:
    """A key one blank too far to the right."""
    return _broken(site, _key_line(site, rng), " ", "a key is indented one blank too far")


def tab(site: Site, rng: Random) -> Fault | None:
    """A tab where blanks must be."""
    at = _key_line(site, rng)
    return _unparsable(site.spliced(at, at + 2, "\t", "a tab for indentation")) if at else None


def dash_without_blank(site: Site, _rng: Random) -> Fault | None:
    """``-name:``."""
    at = site.start(site.node) - 1
    return (
        _unparsable(site.spliced(at, at + 1, "", "no blank after a dash"))
        if site.text[at - 1 : at + 1] == "- "
        else None
    )


def colon_in_plain_text(site: Site, _rng: Random) -> Fault | None:
    """``name: Install: the package``."""
    name = site.pairs.get("name")
    if name is None or name[1].style is not None or " " not in name[1].value or "\n" in site.raw(name[1]):
        return None
    raw = site.raw(name[1])
    return _unparsable(site.replaced(name[1], raw.replace(" ", ": ", 1), "a colon in unquoted text"))


def quote_unclosed(site: Site, rng: Random) -> Fault | None:
    """A quoted value without its last quote."""
    found = [node for node in site.strings() if node.style == '"' and "\n" not in site.raw(node)]
    if not found:
        return None
    node = rng.choice(found)
    return _unparsable(site.spliced(site.end(node) - 1, site.end(node), "", "a quote is not closed"))


def duplicate_key(site: Site, rng: Random) -> Fault | None:
    """A key that stands twice in a task."""
    found = [
        pair
        for key, pair in (*site.pairs.items(), *site.args.items())
        if isinstance(pair[1], yaml.ScalarNode) and "\n" not in site.raw(pair[1]) and key != "name"
    ]
    if not found:
        return None
    key, value = rng.choice(found)
    return site.with_line((key, value), f"{site.raw(key)}: {site.raw(value)}", f"{key.value} stands twice")


def _key_line(site: Site, rng: Random) -> int:
    """Offset of a line that holds a key of the task but not its dash; 0 when there is none."""
    keys = [key for key, _ in site.pairs.values() if key.start_mark.line > site.node.start_mark.line]
    return site.starts[rng.choice(keys).start_mark.line] if keys else 0


def _broken(site: Site, at: int, new: str, what: str) -> Fault | None:
    return _unparsable(site.spliced(at, at, new, what)) if at else None


def _unparsable(fault: Fault) -> Fault | None:
    """The fault, if it is one: some wrong indentation is YAML all the same."""
    return None if all(text is None or parses(text) for text in fault.files.values()) else fault
