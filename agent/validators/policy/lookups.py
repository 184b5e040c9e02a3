"""Lookups, and whatever else in Jinja reaches out to the controller."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jinja2 import nodes

from agent.validators.policy.jinja import DELIMITERS, Template
from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Entry, Sources, Text
from knowledge.content.keywords import short_name
from knowledge.content.values import construct
from knowledge.content.yaml_lines import Scalar

CALLS = frozenset({"lookup", "query", "q"})
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


def in_templates(template: Template) -> Iterator[Hit]:
    """Hits in one parsed template."""
    tree, text = template.tree, template.source
    callees = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in CALLS:
            callees.add(id(call.node))
            yield from _call(text, call)
    for name in tree.find_all(nodes.Name):
        if name.name in CALLS and name.ctx == "load" and id(name) not in callees:
            yield _hit("lookup-not-literal", text, name, f"`{name.name}` is used as a value")
    for filter_ in tree.find_all(nodes.Filter):
        if short_name(filter_.name) in READING_FILTERS:
            yield _hit("filter-reads-controller", text, filter_, f"filter `{filter_.name}`")
    yield from _internals(text, tree)


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


def _call(text: Text, call: nodes.Call) -> Iterator[Hit]:
    name = call.args[0] if call.args else None
    if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
        yield _hit("lookup-not-literal", text, call, "a lookup without a literal name")
        return
    terms = [arg.value if isinstance(arg, nodes.Const) else None for arg in call.args[1:]]
    if call.dyn_args is not None:
        terms.append(None)
    rule = rule_for(name.value, [term if isinstance(term, str) else None for term in terms])
    if rule:
        yield _hit(rule, text, call, f"lookup `{name.value}`")
    if call.dyn_kwargs is not None or any(DELIMITERS.fullmatch(keyword.key) for keyword in call.kwargs):
        yield _hit("jinja-delimiters", text, call, f"lookup `{name.value}` with delimiters of its own")


def _internals(text: Text, tree: nodes.Template) -> Iterator[Hit]:
    for attribute in tree.find_all(nodes.Getattr):
        if INTERNALS.fullmatch(attribute.attr):
            yield _hit("jinja-internals", text, attribute, f"attribute `{attribute.attr}`")
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and INTERNALS.fullmatch(constant.value):
            yield _hit("jinja-internals", text, constant, f"`{constant.value}`")


def _hit(rule: str, text: Text, node: nodes.Node, what: str) -> Hit:
    return Hit(rule, text.path, text.line + node.lineno - 1, what, repr(node))
