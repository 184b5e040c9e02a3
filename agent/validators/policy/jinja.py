"""Every Jinja expression of the changed files, parsed by Jinja itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateError, nodes

from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources, Text, is_template
from knowledge.content.keywords import EXPRESSION_KEYWORDS

BARE = EXPRESSION_KEYWORDS | {"that", "var"}
"""Keys whose value is an expression without braces: conditions, ``assert`` and ``debug``."""
MARKS = ("{{", "{%", "{#", "#jinja2:")
DELIMITERS = re.compile(
    r"\b(variable_start_string|variable_end_string|block_start_string|block_end_string|comment_start_string"
    r"|comment_end_string|line_statement_prefix|line_comment_prefix)\b"
)
LITERAL_TAGS = ("!unsafe", "!vault", "!vault-encrypted")
"""Ansible does not template what carries these tags."""
MAX_NESTING = 4
"""Templates inside templates."""
MAX_DEPTH = 150
"""Levels of a template's syntax tree."""

_ENVIRONMENT = Environment(  # noqa: S701 - it parses, and renders nothing
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"]
)


@dataclass(frozen=True)
class Template:
    """A parsed template, and the text it comes from."""

    source: Text
    tree: nodes.Template


def templates(found: Sources) -> Iterator[Template | Hit]:
    """Parse all Jinja in the changed files; what does not parse, or hides behind other delimiters, is a hit."""
    for text in found.scalars:
        if text.tag not in LITERAL_TAGS:
            yield from _scalar(text)
    for text in found.files:
        yield from _file(text)


def _scalar(text: Text) -> Iterator[Template | Hit]:
    bare = text.key in BARE and not text.is_key
    if not bare and not any(mark in text.text for mark in MARKS):
        return
    yield from _delimiters(text)
    variants = [text.text, f"{{{{ {text.text} }}}}"] if bare else [text.text]
    parsed = [tree for tree in map(_parse, variants) if isinstance(tree, nodes.Template)]
    broken = not parsed or (bare and len(parsed) == 1 and not any(mark in text.text for mark in MARKS))
    if broken and not text.path.startswith("."):  # `.github` and its like speak another language in the same braces
        yield _unparsable(text, variants[-1])
    for tree in parsed:
        yield Template(text, tree)
        yield from _nested(text, tree, MAX_NESTING)


def _file(text: Text) -> Iterator[Template | Hit]:
    if not any(mark in text.text for mark in MARKS):
        return
    tree = _parse(text.text)
    if isinstance(tree, nodes.Template):
        yield from _delimiters(text)
        yield Template(text, tree)
        yield from _nested(text, tree, MAX_NESTING)
    elif is_template(text.path):
        yield from _delimiters(text)
        yield _unparsable(text, text.text)


def _delimiters(text: Text) -> Iterator[Hit]:
    if not text.text.startswith("#jinja2:"):
        return
    header = text.text.splitlines()[0]
    if DELIMITERS.search(header):
        yield Hit("jinja-delimiters", text.path, text.line, f"`{header}`", header)


def _nested(text: Text, tree: nodes.Node, depth: int) -> Iterator[Template]:
    """Templates inside the string constants of a template: Ansible may template those in turn."""
    if depth == 0:
        return
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and any(mark in constant.value for mark in MARKS):
            inner = _parse(constant.value)
            if isinstance(inner, nodes.Template):
                yield Template(text, inner)
                yield from _nested(text, inner, depth - 1)


def _parse(text: str) -> nodes.Template | str:
    """Parse; return the error's words when it does not."""
    try:
        tree = _ENVIRONMENT.parse(text)
    except (TemplateError, ValueError) as error:  # Python refuses to convert numbers of thousands of digits
        return str(error)
    except RecursionError:
        return "nested too deeply"
    return tree if _is_shallow(tree) else "nested too deeply"


def _is_shallow(tree: nodes.Node) -> bool:
    """Whether a tree can be walked recursively, as Jinja's own helpers do; ``a.a.a…`` parses without being so."""
    level: list[nodes.Node] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return True
    return False


def _unparsable(text: Text, template: str) -> Hit:
    return Hit("jinja-unparsable", text.path, text.line, f"{_parse(template)}", text.text)
