"""A file while it is being edited: splices are checked by parsing again, and original lines are followed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from agent.domain.edits import TaskAnchor
from agent.edits.nodes import Node, Shape, Tree, parse
from agent.errors import EditError
from knowledge.content.source import MAX_BYTES

Path = tuple[int, ...]
"""Child indices that lead from the stream to a node."""

_BOM = "\ufeff"


@dataclass(frozen=True)
class Change:
    """What a splice is meant to do: children ``start`` to ``stop`` of the node at ``path`` become ``shapes``."""

    path: Path
    start: int
    stop: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class _Shift:
    """Lines ``first`` up to ``last`` (1-based, exclusive) were replaced, so that later ones moved by ``by``."""

    first: int
    last: int
    by: int


class Draft:
    """One YAML file under edit.

    Args:
        path: the file, for messages.
        original: its bytes, or ``None`` for a file that is to be created.

    Attributes:
        text: the text as edited so far, without byte order mark.
        tree: the text, parsed.
        newline: the file's line ending.
        followers: how many tasks were inserted right after each anchor, so that several keep their order.

    Raises:
        EditError: the file is too large, no UTF-8, or no YAML of one document.
    """

    def __init__(self, path: str, original: bytes | None) -> None:
        if original is not None and len(original) > MAX_BYTES:
            what = f"larger than {MAX_BYTES // 1_000_000} MB"
            raise EditError(what, where=path, hint="Split the file.")
        try:
            text = (original or b"").decode("utf-8")
        except UnicodeDecodeError as error:
            raise EditError("not UTF-8 text", where=path, hint="Convert the file to UTF-8 first.") from error
        self.path = path
        self.followers: Counter[TaskAnchor] = Counter()
        self._bom = _BOM if text.startswith(_BOM) else ""
        self._shifts: list[_Shift] = []
        self.newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        self.text: str = text.removeprefix(_BOM) if original is not None else "---\n"
        self.tree: Tree = parse(self.text, path)
        self._line_starts = _line_starts(self.text)

    def encode(self) -> bytes:
        """The file's bytes as edited so far."""
        return (self._bom + self.text).encode("utf-8")

    def at(self, path: Path) -> Node:
        """The node that ``path`` leads to."""
        node = self.tree.stream
        for index in path:
            node = node.children[index]
        return node

    def line_start(self, offset: int) -> int:
        """Offset of the first character of the line that holds ``offset``."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Offset of the end of the line that holds ``offset``, before its line ending."""
        end = self.text.find("\n", offset)
        if end < 0:
            return len(self.text)
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def next_line(self, offset: int) -> int:
        """Offset of the line after the one that holds ``offset``; the text's length when it is the last."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end + 1

    def column(self, offset: int) -> int:
        """Zero-based column of ``offset``."""
        return offset - self.line_start(offset)

    def line(self, offset: int) -> int:
        """1-based line of ``offset``."""
        return bisect_right(self._line_starts, offset)

    def now(self, line: int) -> int | None:
        """Where a line of the original file is now; ``None`` when it was removed."""
        for shift in self._shifts:
            if line >= shift.last:
                line += shift.by
            elif line >= shift.first:
                return None
        return line

    def error(self, what: str, offset: int | None = None, hint: str = "Edit this place by hand.") -> EditError:
        """An error about this file, at ``offset`` where it is known."""
        where = self.path if offset is None else f"{self.path}:{self.line(offset)}"
        return EditError(what, where=where, hint=hint)

    def insert_lines(self, offset: int, lines: list[str], change: Change) -> None:
        """Write whole lines after the line that holds ``offset``."""
        at = self.next_line(offset)
        unfinished = at == len(self.text) and not self.text.endswith("\n") and self.text != ""
        self.splice(at, at, ("\n" if unfinished else "") + "".join(f"{line}\n" for line in lines), change)

    def splice(self, begin: int, end: int, replacement: str, change: Change) -> None:
        """Replace the text from ``begin`` to ``end``, and hold that it does what ``change`` says and no more.

        Raises:
            EditError: the result would be no YAML, or would mean something else than intended.
        """
        written = replacement.replace("\n", self.newline)
        self._check_encodable(written)
        self._check_aliases(change)
        text = self.text[:begin] + written + self.text[end:]
        try:
            tree = parse(text, self.path)
        except EditError as error:
            raise self.error(f"the edit would break this file: {error.what}", begin) from error
        if tree.stream.shape != replaced(self.tree.stream.shape, change):
            finished = self.text.endswith("\n") or not self.text
            hint = "Edit this place by hand." if finished else "End the file with a newline first."
            raise self.error("this place is written in a way that can't be edited line by line", begin, hint)
        self._shifts.append(self._shift(begin, end, written))
        self.text, self.tree, self._line_starts = text, tree, _line_starts(text)

    def _shift(self, begin: int, end: int, written: str) -> _Shift:
        first, last = self.line(begin), self.line(end)
        by = written.count("\n") - self.text.count("\n", begin, end)
        at_line_start = begin == self.line_start(begin)
        if at_line_start and end == self.line_start(end):  # whole lines, or none
            return _Shift(first, last, by)
        return _Shift(last + 1, last + 1, by)  # inside lines: the lines themselves stay

    def _check_encodable(self, written: str) -> None:
        try:
            written.encode("utf-8")
        except UnicodeEncodeError as error:
            raise self.error("the new text holds characters that no file can hold", hint="Remove them.") from error

    def _check_aliases(self, change: Change) -> None:
        """Refuse to remove an anchor that something else refers to."""
        parent = self.at(change.path)
        removed = parent.children[change.start : change.stop]
        anchors = {node.shape.anchor for child in removed for node in child.walk()} - {""}
        if not anchors:
            return
        inside = {id(node) for child in removed for node in child.walk()}
        for node in self.tree.stream.walk():
            if node.kind == "alias" and node.shape.text in anchors and id(node) not in inside:
                raise self.error(f"the alias *{node.shape.text} needs what this edit would remove", node.start)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def replaced(shape: Shape, change: Change) -> Shape:
    """``shape`` after ``change``."""
    children = list(shape.children)
    if change.path:
        head, rest = change.path[0], change.path[1:]
        children[head] = replaced(children[head], Change(rest, change.start, change.stop, change.shapes))
    else:
        children[change.start : change.stop] = change.shapes
    return Shape(shape.kind, shape.tag, shape.text, shape.anchor, tuple(children))
