"""Splits Ansible's ``key=value`` shorthand; quotes and Jinja keep their blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from knowledge.content.keywords import RAW_MODULES, RAW_OPTIONS, short_name

_TOKEN = re.compile(
    r"""(?: \{\{.*?\}\} | \{%.*?%\} | \{\#.*?\#\} | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | \S )+""",
    re.VERBOSE | re.DOTALL,
)
_PAIR = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)


def split(text: str) -> list[str]:
    """Split at blanks outside quotes and Jinja delimiters."""
    return _TOKEN.findall(text)


def parse(module: str, text: str) -> Mapping[str, Any]:
    """Return a free-form string as arguments; what is not ``key=value`` stays under ``_raw_params``."""
    tokens = split(text)
    pairs = {token: match for token in tokens if (match := _PAIR.fullmatch(token))}
    if short_name(module) in RAW_MODULES:
        pairs = {token: match for token, match in pairs.items() if match[1] in RAW_OPTIONS}
        if not pairs:
            return {"_raw_params": text.strip()}
    arguments: dict[str, Any] = {match[1]: _unquote(match[2]) for match in pairs.values()}
    rest = " ".join(token for token in tokens if token not in pairs)
    return arguments | ({"_raw_params": rest} if rest else {})


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
