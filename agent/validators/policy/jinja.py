"""Every Jinja template and expression of the changed files, parsed by :mod:`knowledge.content.jinja`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes

from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources, Text, is_template_file
from knowledge.content.jinja import DELIMITERS, HEADER, JinjaTrouble, is_template, parse
from knowledge.content.keywords import EXPRESSION_KEYWORDS
from knowledge.content.yaml_lines import split_lines

BARE = EXPRESSION_KEYWORDS | {"that", "var"}
"""Keys whose value is an expression without braces: conditions, ``assert`` and ``debug``."""
LITERAL_TAGS = ("!unsafe", "!vault", "!vault-encrypted")
"""Ansible does not template what carries these tags."""
MAX_DEPTH = 150
"""Levels of a template's syntax tree: Jinja compiles recursively, and breaks on a tree much deeper than this."""


@dataclass(frozen=True)
class Template:
    """A parsed template, and the text it comes from."""

    source: Text
    tree: nodes.Template


def templates(found: Sources) -> Iterator[Template | Hit]:
    """Parse all Jinja in the changed files; what does not parse, or hides behind other delimiters, is a hit."""
    for text in found.scalars:
        bare = text.key in BARE and not text.is_key
        if text.tag not in LITERAL_TAGS and (bare or is_template(text.text)):
            # `.github` and its like speak another language in the same braces
            yield from _parsed(text, expression=bare, must_parse=not text.path.startswith("."))
    for text in found.files:
        if is_template(text.text):
            # so may whatever is copied as it is
            claims = is_template_file(text.path) or text.text.startswith(HEADER)
            yield from _parsed(text, expression=False, must_parse=claims)


def _parsed(text: Text, *, expression: bool, must_parse: bool) -> Iterator[Template | Hit]:
    if text.text.startswith(HEADER):
        # what stands between Jinja's own delimiters may be rendered too, later or where the text is no template
        yield from _delimiters(text)
        yield from _parsed(replace(text, text=f" {text.text}"), expression=expression, must_parse=must_parse)
    try:
        tree = parse(text.text, expression=expression)
    except JinjaTrouble as trouble:
        if must_parse:
            yield _unparsable(text, trouble.line, trouble.message)
        else:
            yield from _by_line(text)
        return
    if must_parse and not _is_shallow(tree):
        yield _unparsable(text, 1, "nested too deeply")
    yield Template(text, tree)


def _by_line(text: Text) -> Iterator[Template | Hit]:
    """What does parse of a text that need not be a template, such as an inventory: a brace elsewhere hides nothing."""
    lines = split_lines(text.text)
    for number, line in enumerate(lines, 1):
        if len(lines) > 1 and is_template(line):
            part = Text(text.path, text.line_of(number), (), f" {line}")
            yield from _parsed(part, expression=False, must_parse=False)


def _delimiters(text: Text) -> Iterator[Hit]:
    header = text.text.partition("\n")[0]
    if any(name in header for name in DELIMITERS):
        yield Hit("jinja-delimiters", text.path, text.line, f"`{header}`", header)


def _is_shallow(tree: nodes.Template) -> bool:
    level: list[nodes.Node] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return True
    return False


def _unparsable(text: Text, line: int, message: str) -> Hit:
    return Hit("jinja-unparsable", text.path, text.line_of(line), message, text.text)
