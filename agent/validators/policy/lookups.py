"""Lookups, and whatever else in Jinja reaches out to the controller."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from jinja2 import nodes

from agent.validators.policy.constructs import Constructs
from agent.validators.policy.jinja import Template
from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Entry, Sources
from knowledge.content.jinja import DELIMITERS, lookups, templates, walk
from knowledge.content.keywords import short_name
from knowledge.content.values import construct
from knowledge.content.yaml_lines import Scalar

HARMLESS = frozenset({
    "cartesian", "config", "dict", "first_found", "flattened", "indexed_items", "inventory_hostnames", "items", "list",
    "nested", "random_choice", "sequence", "subelements", "together", "varnames", "vars",
    "ansible.utils.get_path", "ansible.utils.index_of", "ansible.utils.to_paths",
    "community.general.cartesian", "community.general.dict", "community.general.flattened",
    "community.general.merge_variables",
})  # fmt: skip
READS_ROLE = frozenset({"file", "fileglob", "template", "unvault"})
EXECUTES = frozenset({"pipe", "lines"})
READS_CONTROLLER = frozenset({
    "csvfile", "env", "ini", "password", "url",
    "dig", "dnstxt", "etcd", "filetree", "hashi_vault", "keyring", "onepassword", "passwordstore", "redis",
    "shelvefile",
})  # fmt: skip
READING_FILTERS = frozenset({"expandvars", "fileglob"})
INTERNALS = re.compile(r"__\w+__|_TemplateReference\w*|.*__context")
OUTSIDE = re.compile(r"[/~\\]|(.*/)?\.\.(/|$)")

Find = tuple[str, nodes.Node, str]
"""A rule, what broke it, and the words for it."""


def in_templates(template: Template) -> Iterator[Hit]:
    """Hits in one parsed template, and in the templates inside its string constants."""
    constructs = Constructs()
    text = template.source
    for rule, node, what in [*_lookups(template.tree), *_others(template.tree)]:
        yield Hit(rule, text.path, text.line_of(node.lineno), what, constructs.of(node))


def in_loops(found: Sources) -> Iterator[Hit]:
    """Hits in the ``with_NAME`` keywords, which are lookups by another name."""
    for entry in found.entries:
        for key, value in entry.node.pairs:
            if isinstance(key, Scalar) and key.text.startswith("with_"):
                yield from _loop(entry, key.text.removeprefix("with_"), key.line, construct(value))


def _loop(entry: Entry, name: str, line: int, value: object) -> Iterator[Hit]:
    terms = value if isinstance(value, list) else [value]
    rule = rule_for(name, [term if isinstance(term, str) and "{{" not in term else None for term in terms])
    if rule:
        yield Hit(rule, entry.path, line, f"`with_{name}`", f"with_{name} {value!r}", entry.name)


def rule_for(name: str, terms: Sequence[str | None]) -> str:
    """The rule that a lookup breaks, or an empty text.

    Args:
        name: the lookup's name.
        terms: its positional arguments; ``None`` for what is only known at run time.
    """
    short = short_name(name)
    if short in HARMLESS:
        return ""
    if short in EXECUTES:
        return "lookup-executes"
    if short not in READS_ROLE:
        return "lookup-reads-controller" if short.rpartition(".")[2] in READS_CONTROLLER else "lookup-unknown"
    if any(term is not None and OUTSIDE.match(term) for term in terms):
        return "lookup-outside-role"
    return "lookup-path-not-literal" if None in terms else ""


def _lookups(tree: nodes.Template) -> Iterator[Find]:
    for lookup in lookups(tree):
        if lookup.plugin is None:
            called = isinstance(lookup.node, nodes.Call)
            what = "a lookup without a literal name" if called else f"`{lookup.function}` is used as a value"
            yield "lookup-not-literal", lookup.node, what
            continue
        rule = rule_for(lookup.plugin, _terms(lookup.terms))
        if rule:
            yield rule, lookup.node, f"lookup `{lookup.plugin}`"
        if not DELIMITERS.union(("**",)).isdisjoint(lookup.options):
            yield "jinja-delimiters", lookup.node, f"lookup `{lookup.plugin}` with delimiters of its own"


def _terms(terms: Iterable[object]) -> list[str | None]:
    """Every literal text among the terms; a list counts as computed too, since few lookups take one."""
    found: list[str | None] = []
    for term in terms:
        if isinstance(term, list):
            found += _terms(term)
        found.append(term if isinstance(term, str) else None)
    return found


def _others(tree: nodes.Template) -> Iterator[Find]:
    for node in (node for part in templates(tree) for node in walk(part)):
        if isinstance(node, nodes.Filter) and short_name(node.name) in READING_FILTERS:
            yield "filter-reads-controller", node, f"filter `{node.name}`"
        elif isinstance(node, nodes.Getattr) and INTERNALS.fullmatch(node.attr):
            yield "jinja-internals", node, f"attribute `{node.attr}`"
        elif isinstance(node, nodes.Const) and isinstance(node.value, str) and INTERNALS.fullmatch(node.value):
            yield "jinja-internals", node, f"`{node.value}`"
