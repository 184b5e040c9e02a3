r"""YAML as a tree that knows its lines.

Built from libyaml's events with a stack of our own: PyYAML's composer recurses in C, and a file of opening brackets
brings the process down with it. Aliases and merge keys are resolved; a document whose aliases would blow up, or that
contains itself, is refused. Lines end at ``\n``, ``\r\n`` or ``\r``, as they do for git and for editors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 100
MAX_VALUES = 500_000
MAX_ALIASED = 200_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"
_STRING = "tag:yaml.org,2002:str"
_UNICODE_BREAK = re.compile("[\x85\u2028\u2029]")
_ANY_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_LONE_DASH = re.compile(r"[\s-]*-\s*([#&!].*)?$")
_BLANK = re.compile(r"\s*(#.*)?$")


class YamlTrouble(Exception):
    """A document that is not YAML, or not YAML we are ready to expand."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(slots=True, eq=False)
class Scalar:
    """A scalar; ``tag`` is the resolved one, ``text`` is what stands between the quotes, or below a ``|`` or ``>``."""

    line: int
    end_line: int
    tag: str
    text: str
    size: int = 1
    block: bool = False

    @property
    def text_line(self) -> int:
        """The line on which ``text`` begins."""
        return self.line + self.block


@dataclass(slots=True, eq=False)
class Sequence:
    """A list; ``spans`` holds each item's first line (that of its dash) and last line."""

    line: int
    end_line: int
    tag: str
    flow: bool
    items: list[Node] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True, eq=False)
class Mapping:
    """A mapping: unique keys in file order, merge keys already merged in."""

    line: int
    end_line: int
    tag: str
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1

    def get(self, name: str) -> Node | None:
        """Return the value under a string key."""
        for key, value in self.pairs:
            if isinstance(key, Scalar) and key.text == name:
                return value
        return None


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Document:
    """What one file holds.

    Attributes:
        root: its tree; ``None`` when the file is empty.
        lines: its text, line by line.
        doubts: line and message of what YAML tolerates and a reader would trip over (duplicate keys).
    """

    root: Node | None
    lines: tuple[str, ...]
    doubts: tuple[tuple[int, str], ...]


def split_lines(text: str) -> tuple[str, ...]:
    r"""Split into lines at ``\n``, ``\r\n`` and ``\r`` only."""
    return tuple(re.split("\r\n|[\n\r]", text))


def compose(text: str) -> Document:
    """Read one YAML document.

    Raises:
        YamlTrouble: it does not parse, holds several documents, is too large or too deep, or its aliases blow up.
    """
    composer = _Composer(text)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.feed(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = composer.line(mark.line) if mark else 1
        raise YamlTrouble(line, _explain(error, composer.lines, line)) from error
    except yaml.YAMLError as error:
        raise YamlTrouble(1, f"not YAML: {' '.join(str(error).split())}") from error
    return Document(composer.root, composer.lines, tuple(composer.doubts))


def _explain(error: yaml.MarkedYAMLError, lines: tuple[str, ...], line: int) -> str:
    parts = [part for part in (error.problem, error.context) if part]
    hint = ""
    if line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        hint = "; YAML does not allow tabs as indentation"
    return f"YAML does not parse: {', '.join(parts)}{hint}"


class _Composer:
    """Turns events into nodes."""

    def __init__(self, text: str) -> None:
        self.lines = split_lines(text)
        self.root: Node | None = None
        self.doubts: list[tuple[int, str]] = []
        self._table = _line_table(text)
        self._stack: list[Sequence | Mapping] = []
        self._keys: list[Node | None] = []
        self._anchors: dict[str, Node] = {}
        self._open_anchors: list[str | None] = []
        self._documents = 0
        self._values = 0
        self._aliased = 0

    def line(self, mark_line: int) -> int:
        """Translate libyaml's line (0-based, Unicode breaks count) to ours (1-based)."""
        if self._table is None:
            return mark_line + 1
        return self._table[min(mark_line, len(self._table) - 1)]

    def feed(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlTrouble(self.line(event.start_mark.line), "more than one YAML document in the file")

    def _scalar(self, event: Any) -> None:
        line = self.line(event.start_mark.line)
        end = self.line(event.end_mark.line)
        block = event.style in ("|", ">")
        if block:
            if event.end_mark.column == 0 and end > line:
                end -= 1
            while end > line and not self.lines[end - 1].strip():
                end -= 1
        node = Scalar(line, end, _scalar_tag(event), event.value, block=block)
        if event.anchor:
            self._anchors[event.anchor] = node
        self._add(node, line, end, event.start_mark.column)

    def _open(self, event: Any) -> None:
        line = self.line(event.start_mark.line)
        if len(self._stack) >= MAX_DEPTH:
            raise YamlTrouble(line, f"nested more than {MAX_DEPTH} levels deep")
        tag = event.tag or ""
        node: Sequence | Mapping
        if isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(line, line, tag, bool(event.flow_style))
        else:
            node = Mapping(line, line, tag)
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._add(node, line, line, event.start_mark.column)
        self._stack.append(node)
        self._keys.append(None)
        self._open_anchors.append(event.anchor)

    def _close(self, event: Any) -> None:
        node = self._stack.pop()
        self._keys.pop()
        anchor = self._open_anchors.pop()
        if isinstance(node, Mapping):
            self._merge(node)
            self._deduplicate(node)
        if event.end_mark.line != event.start_mark.line or event.end_mark.column != event.start_mark.column:
            node.end_line = max(node.end_line, self.line(event.end_mark.line))  # a flow collection's bracket
        if anchor:
            self._anchors[anchor] = node
        if self._stack:
            self._grow(self._stack[-1], node)

    def _alias(self, event: Any) -> None:
        line = self.line(event.start_mark.line)
        if event.anchor in self._open_anchors:
            raise YamlTrouble(line, f"the alias *{event.anchor} contains itself")
        node = self._anchors.get(event.anchor)
        if node is None:
            raise YamlTrouble(line, f"the alias *{event.anchor} has no anchor before it")
        self._aliased += node.size
        if self._aliased > MAX_ALIASED:
            raise YamlTrouble(line, f"aliases expand to more than {MAX_ALIASED} values")
        self._add(node, line, line, event.start_mark.column)

    def _add(self, node: Node, line: int, end: int, column: int) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise YamlTrouble(line, f"more than {MAX_VALUES} values")
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        parent.end_line = max(parent.end_line, end)
        parent.size += node.size
        if isinstance(parent, Sequence):
            parent.items.append(node)
            parent.spans.append((line if parent.flow else self._dash(line, column), end))
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            parent.pairs.append((self._keys[-1], node))
            self._keys[-1] = None

    @staticmethod
    def _grow(parent: Sequence | Mapping, node: Sequence | Mapping) -> None:
        """Carry what a collection came to, once it is complete, to the one around it."""
        parent.end_line = max(parent.end_line, node.end_line)
        parent.size += node.size - 1
        if isinstance(parent, Sequence):
            parent.spans[-1] = (parent.spans[-1][0], max(parent.spans[-1][1], node.end_line))

    def _dash(self, line: int, column: int) -> int:
        """The line of the dash that an item which begins at ``line`` belongs to."""
        if "-" in self.lines[line - 1][:column]:
            return line
        for above in range(line - 1, 0, -1):
            if _LONE_DASH.match(self.lines[above - 1]):
                return above
            if not _BLANK.match(self.lines[above - 1]):
                break
        return line

    def _merge(self, node: Mapping) -> None:
        merges = [value for key, value in node.pairs if _is_merge(key)]
        if not merges:
            return
        own = [pair for pair in node.pairs if not _is_merge(pair[0])]
        taken = {_identity(key) for key, _ in own}
        for value in merges:
            for source in value.items if isinstance(value, Sequence) else [value]:
                if not isinstance(source, Mapping):
                    self.doubts.append((node.line, "a merge key (<<) must name a mapping"))
                    continue
                fresh = [pair for pair in source.pairs if _identity(pair[0]) not in taken]
                own.extend(fresh)
                taken.update(_identity(key) for key, _ in fresh)
        node.pairs = own

    def _deduplicate(self, node: Mapping) -> None:
        last: dict[object, tuple[Node, Node]] = {}
        for key, value in node.pairs:
            identity = _identity(key)
            if identity in last:
                self.doubts.append((key.line, f"duplicate key {identity[-1]!r}: only the last one counts"))
            last[identity] = (key, value)
        node.pairs = list(last.values())


def _is_merge(key: Node) -> bool:
    return isinstance(key, Scalar) and key.tag == _MERGE


def _identity(key: Node) -> tuple[object, ...]:
    return (key.tag, key.text) if isinstance(key, Scalar) else (id(key),)


def _scalar_tag(event: Any) -> str:
    if event.tag and event.tag != "!":
        return str(event.tag)
    if event.tag is None and event.implicit[0] and not event.style:
        return _resolve(event.value)
    return _STRING


def _resolve(text: str) -> str:
    """The tag YAML 1.1 gives to a plain scalar, as Ansible sees it (``yes`` is true)."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    for tag, pattern in resolvers.get(text[:1], []):
        if pattern.match(text):
            return str(tag)
    return _STRING


def _line_table(text: str) -> list[int] | None:
    """For each of libyaml's lines the line of ours; ``None`` when they are the same."""
    if not _UNICODE_BREAK.search(text):
        return None
    table, line = [1], 1
    for match in _ANY_BREAK.finditer(text):
        line += not _UNICODE_BREAK.match(match.group())
        table.append(line)
    return table
