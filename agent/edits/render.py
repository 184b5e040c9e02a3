"""New YAML as lines: plain where that is safe, quoted where it is not, and within the production profile's rules."""

from __future__ import annotations

import re

import yaml

from agent.edits.nodes import STR, shape_of

MAX_LINE = 160
"""ansible-lint's limit."""
_LONG = 120
_FOLDED = 80

_RESOLVER = yaml.resolver.Resolver()
# Words that YAML 1.1 or its readers take for booleans, beyond those PyYAML itself resolves.
_BOOLEAN_LIKE = frozenset({"y", "n"})
_JINJA = re.compile(r"\{[{%#]")
_INDICATORS = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|$)|---|\.\.\.")
_INSIDE = re.compile(r": |:$| #")
_FLOW_INDICATORS = re.compile(r"[,\[\]{}:?]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def inline(value: object, *, flow: bool = False) -> str:
    """A value on one line; ``flow`` says that it stands inside ``[]`` or ``{}``."""
    match value:
        case dict():
            inside = ", ".join(f"{inline(key, flow=True)}: {inline(item, flow=True)}" for key, item in value.items())
            return f"{{{inside}}}"
        case list() | tuple():
            return f"[{', '.join(inline(item, flow=True) for item in value)}]"
        case str():
            return _string(value, flow=flow)
        case None:
            return "null"
        case _:
            return shape_of(value).text


def entry(key: str, value: object, column: int, unit: int) -> list[str]:
    """The lines of ``key: value`` in a block mapping at ``column``; ``unit`` is the file's indentation."""
    first = f"{' ' * column}{inline(key)}:"
    tail, rest = after_colon(value, column, unit)
    return [first + tail, *rest]


def after_colon(value: object, column: int, unit: int) -> tuple[str, list[str]]:
    """What follows the colon of a key at ``column``: the rest of its line, and the lines below it."""
    inner = column + unit
    if isinstance(value, dict) and value:
        return "", [line for key, item in value.items() for line in entry(key, item, inner, unit)]
    if isinstance(value, list) and value:
        return "", [line for element in value for line in item(element, inner, unit)]
    if isinstance(value, str):
        return _text(value, inner, room=_LONG - column)
    return "" if value is None else f" {inline(value)}", []


def item(value: object, column: int, unit: int) -> list[str]:
    """The lines of a list item whose dash is at ``column``."""
    dash = " " * column + "-"
    if isinstance(value, dict) and value:
        lines = [line for key, element in value.items() for line in entry(key, element, column + 2, unit)]
        return [f"{dash} {lines[0].lstrip(' ')}", *lines[1:]]
    if isinstance(value, str):
        tail, rest = _text(value, column + 2, room=_LONG - column)
        return [dash + tail, *rest]
    return [f"{dash} {inline(value)}"]


def comment(text: str, column: int) -> list[str]:
    """Comment lines that say ``text``."""
    printable = ("".join(char for char in line if char.isprintable()).strip() for line in text.strip().splitlines())
    return [f"{' ' * column}# {line}".rstrip() for line in printable]


def _text(value: str, column: int, room: int) -> tuple[str, list[str]]:
    """A string after a colon or dash: on its line, or as a block scalar at ``column``."""
    if "\n" in value and _fits_literal(value):
        header = " |" if value.endswith("\n") else " |-"
        return header, [(" " * column + line if line else "") for line in value.removesuffix("\n").split("\n")]
    written = inline(value)
    if len(written) > room and _folds(value):
        return " >-", [" " * column + line for line in _fold(value, _FOLDED - column)]
    return f" {written}", []


def _fits_literal(value: str) -> bool:
    lines = value.removesuffix("\n").split("\n")
    return (
        not lines[0].startswith((" ", "\t"))
        and all(line in {"", line.rstrip()} and _printable(line.replace("\t", "")) for line in lines)
        and lines[0] != ""
        and lines[-1] != ""
    )


def _folds(value: str) -> bool:
    return _printable(value) and value == value.strip() and "  " not in value and " " in value


def _fold(value: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in value.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _string(value: str, *, flow: bool) -> str:
    if _plain(value, flow=flow):
        return value
    if not _printable(value):
        return '"' + "".join(_escaped(char) for char in value) + '"'
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _plain(value: str, *, flow: bool) -> bool:
    return (
        value != ""
        and value == value.strip()
        and _printable(value)
        and not _INDICATORS.match(value)
        and not _INSIDE.search(value)
        and not _JINJA.search(value)
        and not (flow and _FLOW_INDICATORS.search(value))
        and not _looks_like_something_else(value)
    )


def _looks_like_something_else(value: str) -> bool:
    """Numbers, booleans, dates and their kin, in YAML 1.1 or 1.2."""
    return (
        _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) != STR
        or value.lower() in _BOOLEAN_LIKE
        or re.fullmatch(r"[-+]?[\d.][\d._xoa-fA-F]*", value) is not None
    )


def _printable(value: str) -> bool:
    return all(char.isprintable() or char == " " for char in value)


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004 - the widths of YAML's three escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
