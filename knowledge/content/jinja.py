"""The one parser of Jinja: what the syntax tree of a template says. Nothing is ever rendered."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateError, nodes
from jinja2.meta import TrackingCodeGenerator

HEADER = "#jinja2:"
_OPENINGS = ("{{", "{%", "{#")
_LOOKUPS = frozenset({"lookup", "query", "q"})
DELIMITERS = frozenset(
    {
        "block_start_string", "block_end_string", "variable_start_string", "variable_end_string",
        "comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix",
    }
)  # fmt: skip
"""Overrides that change what is a template, in a header or as options of whatever renders one."""
_OVERRIDES = DELIMITERS | {"trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"}
_GLOBALS = _LOOKUPS | {"now", "undef", "range", "dict", "lipsum", "cycler", "joiner", "namespace", "omit"}
_MAX_EMBEDDED = 5


class JinjaTrouble(Exception):
    """A text that Jinja can't parse; ``line`` counts within the text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Lookup:
    """A use of ``lookup``, ``query`` or ``q``.

    Attributes:
        function: which of them.
        plugin: the plugin's literal name; ``None`` when it is computed, or the function is passed around uncalled.
        terms: the literal terms after it, lists as lists; ``None`` stands for a computed one.
        options: names of the keyword arguments; ``**`` for an unpacked mapping.
        node: where it stands in the tree: the call, or the name that is passed around.
    """

    function: str
    plugin: str | None
    terms: tuple[Any, ...]
    options: tuple[str, ...]
    node: nodes.Expr = field(repr=False, compare=False)

    @property
    def line(self) -> int:
        """Line within the parsed text."""
        return self.node.lineno


def is_template(text: str) -> bool:
    """Whether Ansible would render a string."""
    return text.startswith(HEADER) or any(opening in text for opening in _OPENINGS)


def parse(text: str, *, expression: bool = False) -> nodes.Template:
    """Parse a template, or a bare expression as ``when`` holds one; Ansible's ``#jinja2:`` header is honoured.

    An expression that holds templates is parsed as both, since Ansible may evaluate either.

    Raises:
        JinjaTrouble: it does not parse.
    """
    if not expression:
        return _parse_template(text)
    wrapped = "{{ " + text + "\n}}"
    if not is_template(text):
        return _parse_template(wrapped)
    try:
        tree = _parse_template(wrapped)
    except JinjaTrouble:
        return _parse_template(text)
    with suppress(JinjaTrouble):
        tree.body.extend(_parse_template(text).body)
    return tree


def walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield every node, parents first, without recursion: a long chain of ``+`` nests as deep as it is long."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(list(node.iter_child_nodes())))


def templates(tree: nodes.Template) -> Iterator[nodes.Template]:
    """Yield the tree, then those of templates inside its string constants: Ansible renders them in places."""
    return _with_embedded(tree, 0)


def lookups(tree: nodes.Template) -> tuple[Lookup, ...]:
    """List every use of a lookup, in templates embedded in string constants too.

    A variable that shares a name with them (``q``) counts too: a scope that ends, or is never entered, hides nothing.
    """
    found: list[Lookup] = []
    called: set[int] = set()
    for node in (node for part in list(templates(tree)) for node in walk(part)):
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _LOOKUPS:
            called.add(id(node.node))
            found.append(_lookup(node.node.name, node))
        elif isinstance(node, nodes.Name) and node.name in _LOOKUPS and node.ctx == "load" and id(node) not in called:
            found.append(Lookup(node.name, None, (), (), node))
    return tuple(found)


def names(tree: nodes.Template) -> frozenset[str]:
    """Return the names of the variables a template reads, without Ansible's and Jinja's own functions."""
    return frozenset(name for part in templates(tree) for name in _undeclared(part)) - _GLOBALS


def own_names(tree: nodes.Template) -> frozenset[str]:
    """Like :func:`names`, without templates in string constants, which only some places render."""
    return _undeclared(tree) - _GLOBALS


def _lookup(function: str, call: nodes.Call) -> Lookup:
    arguments = [_literal(argument) for argument in call.args]
    plugin = arguments[0] if arguments and isinstance(arguments[0], str) else None
    options = [keyword.key for keyword in call.kwargs] + (["**"] if call.dyn_kwargs is not None else [])
    terms = (*arguments[1:], None) if call.dyn_args is not None else tuple(arguments[1:])
    return Lookup(function, plugin, terms, tuple(options), call)


def _literal(node: nodes.Node) -> Any:
    """A constant, or a list of constants; Jinja's own ``as_const`` would run filters."""
    if isinstance(node, nodes.Const):
        return node.value
    if isinstance(node, (nodes.List, nodes.Tuple)):
        return [_literal(item) for item in node.items]
    return None


def _with_embedded(tree: nodes.Template, depth: int) -> Iterator[nodes.Template]:
    yield tree
    if depth == _MAX_EMBEDDED:
        return
    for node in walk(tree):
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and is_template(node.value):
            for embedded in _readings(node.value):
                yield from _with_embedded(embedded, depth + 1)


def _readings(text: str) -> Iterator[nodes.Template]:
    """A string constant as a template; its header is none where the string becomes the end of a longer one."""
    with suppress(JinjaTrouble):
        yield _parse_template(text)
    if text.startswith(HEADER):
        with suppress(JinjaTrouble):
            yield _parse_body(text, ())


class _AnyName(dict[str, Any]):
    """A table of filters or tests that has every name: Jinja knows its own only, Ansible's are many more."""

    def get(self, _: str, default: Any = None) -> Any:
        return str if default is None else default


class _FreeNames(TrackingCodeGenerator):
    """Jinja's own scoping, without its folding of constants: that would multiply strings and run filters."""

    def __init__(self, environment: Environment) -> None:
        forgiving = environment.overlay()
        forgiving.filters = forgiving.tests = _AnyName()
        super().__init__(forgiving)
        self.optimizer = None

    def _output_child_to_const(self, *_: object) -> str:
        raise nodes.Impossible


def _undeclared(tree: nodes.Template) -> frozenset[str]:
    finder = _FreeNames(_environment(()))
    try:
        finder.visit(tree)
        return frozenset(finder.undeclared_identifiers)
    except (TemplateError, RecursionError):  # an odd but parsable tree: every name might be free
        return frozenset(node.name for node in walk(tree) if isinstance(node, nodes.Name))


def _parse_template(text: str) -> nodes.Template:
    if not text.startswith(HEADER):
        return _parse_body(text, ())
    body, overrides = _header(text)
    return _parse_body(f"\n{body}", overrides)  # the header's line stays, so that lines are counted right


def _parse_body(text: str, overrides: tuple[tuple[str, Any], ...]) -> nodes.Template:
    try:
        return _environment(overrides).parse(text)
    except TemplateError as error:
        raise JinjaTrouble(getattr(error, "lineno", None) or 1, f"Jinja does not parse: {error.message}") from error
    except RecursionError as error:
        raise JinjaTrouble(1, "Jinja does not parse: nested too deeply") from error
    except (ValueError, TypeError, AttributeError, AssertionError, MemoryError) as error:
        raise JinjaTrouble(1, f"Jinja does not parse: {error}") from error


def _header(text: str) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """Split off Ansible's override header, which may change the delimiters."""
    line, newline, body = text.removeprefix(HEADER).partition("\n")
    overrides = {}
    for pair in line.split(","):
        name, colon, value = pair.partition(":")
        if name.strip() not in _OVERRIDES or not colon or not newline:
            raise JinjaTrouble(1, f"not an override Ansible knows: {pair.strip()!r}")
        try:
            overrides[name.strip()] = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
            raise JinjaTrouble(1, f"not a literal in the override {name.strip()!r}") from error
    return body, tuple(overrides.items())


@lru_cache(maxsize=16)
def _environment(overrides: tuple[tuple[str, Any], ...]) -> Environment:
    """An environment that only ever parses."""
    extensions = ["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"]
    options = {"trim_blocks": True} | dict(overrides)
    return Environment(extensions=extensions, autoescape=True, **options)
