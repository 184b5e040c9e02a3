"""Insert, append and remove items of a list, block or flow style."""

from __future__ import annotations

import re

from agent.edits.draft import Change, Draft, Path
from agent.edits.mapping import indent_unit
from agent.edits.nodes import NULL, Node, Shape, shape_of
from agent.edits.render import MAX_LINE, inline, item

BLANK = " \t\r\n"
"""What YAML takes for blank; ``str.strip`` alone would take more."""

_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_DASH_LINE = re.compile(r"[ \t]*-[ \t]*(?:#.*)?\r?\Z")


def dash(draft: Draft, node: Node) -> int:
    """Offset of the dash before an item.

    Raises:
        EditError: the item is not introduced by a dash that can be found.
    """
    before = draft.text[: node.start].rstrip(" \t")
    if before.endswith("-"):
        return len(before) - 1
    while before:
        line_start = before.rfind("\n") + 1
        line = before[line_start:]
        if _DASH_LINE.match(line):
            return line_start + line.index("-")
        if line.strip() and not line.lstrip().startswith("#"):
            break
        before = before[: max(line_start - 1, 0)]
    raise draft.error("the dash of this list item can't be found", node.start)


def insert_item(draft: Draft, path: Path, index: int, value: object) -> None:
    """Insert an item before position ``index`` (at least 1) of the block list at ``path``, spaced as its siblings.

    Raises:
        EditError: the list is not in block style.
    """
    sequence = draft.at(path)
    if sequence.flow:
        raise draft.error("this list is written in flow style", sequence.start, "Write it with dashes first.")
    previous = sequence.children[index - 1]
    column = draft.column(dash(draft, previous))
    blank = [""] if blank_between(draft, sequence) else []
    offset = _after_own_comments(draft, previous, column)
    if index == len(sequence.children) and path == (0,):
        offset = max(offset, last_line(draft))
    lines = blank + item(value, column, indent_unit(draft))
    draft.insert_lines(offset, lines, Change(path, index, index, (shape_of(value),)))


def append_item(draft: Draft, path: Path, value: object) -> None:
    """Append an item to the list at ``path``, which has at least one.

    Raises:
        EditError: the list is written in a way that can't be edited line by line.
    """
    sequence = draft.at(path)
    count = len(sequence.children)
    last = sequence.children[-1]
    change = Change(path, count, count, (shape_of(value),))
    if not sequence.flow:
        lines = item(value, draft.column(dash(draft, last)), indent_unit(draft))
        draft.insert_lines(last.end, lines, change)
        return
    written = inline(value, flow=True)
    before = draft.text[draft.line_start(last.start) : last.start]
    line = draft.text[draft.line_start(last.end) : draft.line_end(last.end)]
    if not before.strip():  # one item a line
        separator = f",\n{before}"
    elif len(line) + len(written) + 2 > MAX_LINE:
        separator = f",\n{' ' * (len(line) - len(line.lstrip()) + indent_unit(draft))}"
    else:
        separator = ", "
    draft.splice(last.end, last.end, separator + written, change)


def remove_item(draft: Draft, path: Path, index: int) -> None:
    """Remove an item of the block list at ``path`` with the blank lines that set it apart; comments above it stay.

    Raises:
        EditError: the list is in flow style, or an only item inside something else.
    """
    sequence = draft.at(path)
    node = sequence.children[index]
    if sequence.flow:
        raise draft.error("this list is written in flow style", sequence.start, "Write it with dashes first.")
    change = Change(path, index, index + 1, ())
    if len(sequence.children) == 1:
        if path != (0,):
            raise draft.error("this is the only task here", node.start, "Remove what encloses it instead.")
        empty = (Shape("scalar", NULL),) if draft.tree.marked else ()
        change = Change((), 0, 1, empty)
    dash_at = dash(draft, node)
    begin, end = draft.line_start(dash_at), draft.next_line(node.end)
    if draft.text[begin:dash_at].strip():
        raise draft.error("this list begins in the middle of a line", dash_at)
    after = _skip_blank(draft, end)
    if after < len(draft.text):
        end = after
    else:
        begin = _after_visible(draft, begin)
    draft.splice(begin, end, "", change)


def blank_between(draft: Draft, node: Node) -> bool:
    """Whether a list's items, or a mapping's entries, are mostly set apart by blank lines; a lone item says yes."""
    keys = range(0, len(node.children), 2 if node.kind == "mapping" else 1)
    ends = [node.children[index - 1].end for index in keys[1:]]
    starts = [node.children[index].start for index in keys[1:]]
    gaps = [draft.text[end:start] for end, start in zip(ends, starts, strict=True)]
    return 2 * sum(1 for gap in gaps if _BLANK_LINE.search(gap)) >= max(len(gaps), 1 if node.kind == "mapping" else 0)


def last_line(draft: Draft) -> int:
    """Offset of the end of the document's last line that is not blank."""
    return len(draft.text[: draft.tree.limit].rstrip(BLANK))


def _skip_blank(draft: Draft, offset: int) -> int:
    """Start of the first line from ``offset`` on that is not blank; the text's length when there is none."""
    rest = draft.text[offset:]
    visible = len(rest) - len(rest.lstrip(BLANK))
    return len(draft.text) if visible == len(rest) else draft.line_start(offset + visible)


def _after_visible(draft: Draft, offset: int) -> int:
    """Start of the line after the last one before ``offset`` that is not blank."""
    visible = len(draft.text[:offset].rstrip(BLANK))
    return draft.next_line(visible - 1) if visible else 0


def _after_own_comments(draft: Draft, node: Node, column: int) -> int:
    """The end of an item, with the comment lines right below it that are indented deeper than its dash."""
    offset = node.end
    while (start := draft.next_line(offset)) < draft.tree.limit:
        line = draft.text[start : draft.line_end(start)]
        indent = len(line) - len(line.lstrip(" "))
        if not line.lstrip(" ").startswith("#") or indent <= column:
            break
        offset = draft.line_end(start)
    return offset
