"""YAML as a tree of nodes that know where they stand in the text.

PyYAML's own nodes lose aliases (an alias is the anchored node once more, with the anchor's place), so the tree is
built from events. Nothing is constructed: tags are kept as they are, which makes ``!vault`` and the like harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.constructor import SafeConstructor
from yaml.representer import SafeRepresenter
from yaml.resolver import Resolver

from agent.errors import EditError

MAP = "tag:yaml.org,2002:map"
SEQ = "tag:yaml.org,2002:seq"
STR = "tag:yaml.org,2002:str"
NULL = "tag:yaml.org,2002:null"

MAX_DEPTH = 60
_RESOLVER = Resolver()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a node means, whatever it looks like: two texts with equal shapes say the same.

    Attributes:
        kind: ``stream``, ``mapping``, ``sequence``, ``scalar`` or ``alias``.
        tag: resolved tag; empty for streams and aliases.
        text: a scalar's text or an alias's name.
        anchor: name of the node's anchor, or an empty text.
        children: items of a sequence; keys and values of a mapping in turn.
    """

    kind: str
    tag: str = ""
    text: str = ""
    anchor: str = ""
    children: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A node and its place: ``start`` and ``end`` are offsets; ``end`` is where its last visible character ends."""

    shape: Shape
    start: int
    end: int
    flow: bool = False
    children: tuple[Node, ...] = ()

    @property
    def kind(self) -> str:
        """The shape's kind."""
        return self.shape.kind

    def pairs(self) -> Iterator[tuple[int, Node, Node]]:
        """For a mapping: index of the value among the children, key, value."""
        for index in range(1, len(self.children), 2):
            yield index, self.children[index - 1], self.children[index]

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed file.

    Attributes:
        stream: node of kind ``stream`` whose children are the documents (none in a file of comments, else one).
        marked: whether the document begins with ``---``.
        limit: offset where the document's text ends: at ``...``, or at the end of the file.
    """

    stream: Node
    marked: bool
    limit: int


def parse(text: str, path: str) -> Tree:
    """Parse a file of one document.

    Raises:
        EditError: the text is no YAML, holds several documents, or is nested absurdly deep.
    """
    try:
        return _build(text, path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        problem = getattr(error, "problem", None) or "it holds characters that YAML forbids"
        raise EditError(f"not valid YAML: {problem}", where=where, hint="Repair the file first.") from error


def _build(text: str, path: str) -> Tree:
    open_nodes: list[tuple[yaml.Event, list[Node]]] = []
    documents: list[Node] = []
    marked, limit = False, len(text)
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        match event:
            case yaml.DocumentStartEvent():
                marked = event.explicit
            case yaml.DocumentEndEvent():
                limit = event.start_mark.index if event.explicit else limit
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                open_nodes.append((event, []))
                if len(open_nodes) > MAX_DEPTH:
                    raise EditError(f"nested deeper than {MAX_DEPTH} levels", where=path, hint="Flatten the file.")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                start, children = open_nodes.pop()
                _siblings(open_nodes, documents).append(_collection(start, event, tuple(children)))
            case yaml.ScalarEvent() | yaml.AliasEvent():
                _siblings(open_nodes, documents).append(_leaf(event, text))
            case _:
                pass
    if len(documents) > 1:
        raise EditError("it holds several YAML documents", where=path, hint="Split it into one file a document.")
    return Tree(_stream(tuple(documents), len(text)), marked, limit)


def _siblings(open_nodes: list[tuple[yaml.Event, list[Node]]], documents: list[Node]) -> list[Node]:
    return open_nodes[-1][1] if open_nodes else documents


def _stream(documents: tuple[Node, ...], end: int) -> Node:
    return Node(Shape("stream", children=tuple(node.shape for node in documents)), 0, end, children=documents)


def _collection(start: yaml.Event, end: yaml.Event, children: tuple[Node, ...]) -> Node:
    kind, default = ("mapping", MAP) if isinstance(start, yaml.MappingStartEvent) else ("sequence", SEQ)
    tag = start.tag if start.tag not in {None, "!"} else default
    shape = Shape(kind, tag, anchor=start.anchor or "", children=tuple(child.shape for child in children))
    # A block collection's end mark is the next token's, past comments and blank lines.
    stop = end.end_mark.index if start.flow_style or not children else children[-1].end
    return Node(shape, start.start_mark.index, stop, bool(start.flow_style), children)


def _leaf(event: yaml.Event, text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        return Node(Shape("alias", text=event.anchor), start, end)
    tag = event.tag
    if tag in {None, "!"}:
        tag = _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)
    value = "" if tag == NULL else event.value  # null, ~ and nothing at all are the same
    if event.style in {"|", ">"}:
        end = _block_scalar_end(text, start, end)
    return Node(Shape("scalar", tag, value, event.anchor or ""), start, end)


def _block_scalar_end(text: str, start: int, end: int) -> int:
    """The end of a block scalar's last line; blank lines after it belong to it only when it keeps them (``|+``)."""
    raw = text[start:end]
    if "+" in raw.partition("\n")[0].partition("#")[0]:
        return end - len(raw) + len(raw.removesuffix("\n").removesuffix("\r"))
    visible = len(raw.rstrip(" \t\r\n"))
    line_end = raw.find("\n", visible)
    return end if line_end < 0 else start + len(raw[:line_end].removesuffix("\r"))


def shape_of(value: object) -> Shape:
    """The shape a JSON value has once it is written as YAML."""
    match value:
        case dict():
            keys_and_values = (shape for key, item in value.items() for shape in (shape_of(key), shape_of(item)))
            return Shape("mapping", MAP, children=tuple(keys_and_values))
        case list() | tuple():
            return Shape("sequence", SEQ, children=tuple(shape_of(item) for item in value))
        case str():
            return Shape("scalar", STR, value)
        case None:
            return Shape("scalar", NULL)
        case _:
            node = SafeRepresenter().represent_data(value)
            return Shape("scalar", node.tag, node.value)


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that equals no JSON value: an alias, or a scalar with a tag of its own."""

    text: str


def value_of(shape: Shape) -> object:
    """The JSON value a shape stands for; what JSON lacks becomes :class:`Opaque`."""
    if shape.kind == "mapping":
        keys = (value_of(child) for child in shape.children[::2])
        values = (value_of(child) for child in shape.children[1::2])
        return {key if isinstance(key, str) else repr(key): value for key, value in zip(keys, values, strict=True)}
    if shape.kind == "sequence":
        return [value_of(child) for child in shape.children]
    if shape.kind == "alias":
        return Opaque(f"*{shape.text}")
    if shape.tag == STR:
        return shape.text
    return _constructed(shape)


def same(left: object, right: object) -> bool:
    """Whether two values are equal as YAML is: ``true``, ``1`` and ``1.0`` are three things."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return type(left) is type(right) and left == right


def _constructed(shape: Shape) -> object:
    name = shape.tag.removeprefix("tag:yaml.org,2002:")
    if name not in {"bool", "int", "float", "null"}:
        return Opaque(f"{shape.tag} {shape.text}")
    try:
        return SafeConstructor().construct_document(yaml.ScalarNode(shape.tag, shape.text))
    except (ValueError, KeyError):  # `!!int abc` is legal syntax and no number
        return Opaque(f"{shape.tag} {shape.text}")
