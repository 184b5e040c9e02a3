"""Text from files and models, made safe for a terminal."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Show control characters and text-direction overrides instead of letting a terminal act on them."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
