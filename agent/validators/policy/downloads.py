"""Downloads, and hidden texts, that are handed to a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources, Text

_FETCH = r"\b(?:curl|wget|fetch|aria2c|https?ie?|lynx|lwp-download)\b"
_DECODE = r"\b(?:base64|base32|xxd|uudecode|openssl\s+(?:enc|base64))\b"
_SHELL = r"(?:(?:ba|z|k|da|a|c|tc|fi)?sh|source|eval|\{\{)"
_INTERPRETER = r"(?:python[\d.]*|perl|ruby|node|php)(?!\s+-[cme])"
_PREFIX = r"(?:(?:sudo|doas|env|nohup|exec|command|time|nice|su)\s+(?:-\S*\s+(?:\w[\w.-]*\s+)??|\w+=\S*\s+)*)*"
_RUN = rf"{_PREFIX}(?:[\w./-]*/)?(?:{_SHELL}|{_INTERPRETER})(?![\w./-])"
PATTERNS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"(?:{_FETCH}|{_DECODE})[^;\n]{{0,500}}?\|&?\s*{_RUN}",  # curl … | sh
        rf"(?:\b{_SHELL}|(?:^|[\s;&|])\.)\s[^;\n]{{0,200}}?<\s?\(\s*(?:{_FETCH}|{_DECODE})",  # bash <(curl …)
        rf"(?:^|\s-\w*[ce]|\beval)\s*[\"']?\s*(?:\$\(|`)[^)`\n]{{0,500}}?(?:{_FETCH}|{_DECODE})",  # sh -c "$(curl …)"
    )
)
SHOWN = 80
"""Characters of a command that go into a finding."""
PROSE = frozenset({".md", ".rst", ".txt", ".adoc", ".html"})
COMMENT = re.compile(r"^\s*#(?!!).*$", re.MULTILINE)


def downloads(found: Sources) -> Iterator[Hit]:
    """Hits in every YAML value and in every script or template; prose and comments may speak of such things."""
    for text in found.scalars:
        yield from _search(text, text.text)
    for text in found.files:
        if PurePosixPath(text.path).suffix not in PROSE:
            yield from _search(text, COMMENT.sub("", text.text))


def _search(text: Text, script: str) -> Iterator[Hit]:
    if "|" not in script and "(" not in script and "`" not in script:
        return
    joined = script.replace("\\\n", "  ")  # as long as before, so that positions stay
    for pattern in PATTERNS:
        for match in pattern.finditer(joined):
            blank = len(match[0]) - len(match[0].lstrip())
            line = text.line_of(1 + script.count("\n", 0, match.start() + blank))
            yield Hit("download-piped-to-shell", text.path, line, f"`{_shortened(match[0])}`", match[0])


def _shortened(command: str) -> str:
    flat = " ".join(command.split())
    return flat if len(flat) <= SHOWN else f"{flat[:SHOWN]}…"
