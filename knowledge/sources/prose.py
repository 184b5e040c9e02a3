"""Small pieces of prose, and passages cut to size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.content.model import Place
from knowledge.passages import Passage, PassageKind

MAX_TEXT = 1_200
"""No passage is longer."""
GROUP_TEXT = 700
"""Small pieces are put together up to here: sentence embeddings see little more than that."""


@dataclass(frozen=True)
class Piece:
    """A text with its place."""

    place: Place
    text: str


def clip(text: str, limit: int = MAX_TEXT) -> str:
    """Cut a text at a blank near the limit."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit - 1)
    return text[: cut if cut > 0 else limit - 1].rstrip() + "…"


def one_line(value: Any, limit: int = 120) -> str:
    """Return a value as one short line: lists and mappings flattened."""
    if isinstance(value, list):
        return clip(", ".join(one_line(item, limit) for item in value[:40]), limit)
    if isinstance(value, dict):
        return clip(", ".join(f"{key}: {one_line(item, limit)}" for key, item in list(value.items())[:40]), limit)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clip(" ".join(str("" if value is None else value).split()), limit)


def sentence_list(items: Iterable[str], limit: int = 12) -> str:
    """Return the first distinct items, comma-separated, and how many more there are."""
    distinct = list(dict.fromkeys(item for item in items if item))
    more = f" and {len(distinct) - limit} more" if len(distinct) > limit else ""
    return ", ".join(distinct[:limit]) + more


def chunks(items: Iterable[str], limit: int) -> Iterator[str]:
    """Join items with commas into texts of at most about ``limit`` characters."""
    chunk = ""
    for item in items:
        if chunk and len(chunk) + len(item) + 2 > limit:
            yield chunk
            chunk = ""
        chunk = f"{chunk}, {item}" if chunk else item
    if chunk:
        yield chunk


def grouped(pieces: Iterable[Piece], kind: PassageKind, role: str, head: str = "") -> Iterator[Passage]:
    """Put neighbouring pieces of one file together into passages; each begins with ``head``."""
    group: list[Piece] = []
    for piece in pieces:
        together = sum(len(member.text) + 1 for member in group) + len(piece.text)
        if group and (group[-1].place.path != piece.place.path or together > GROUP_TEXT):
            yield _passage(group, kind, role, head)
            group = []
        group.append(piece)
    if group:
        yield _passage(group, kind, role, head)


def _passage(group: list[Piece], kind: PassageKind, role: str, head: str) -> Passage:
    return Passage(
        path=group[0].place.path,
        line=group[0].place.line,
        end_line=max(piece.place.end_line for piece in group),
        kind=kind,
        role=role,
        text=clip(head + "\n".join(piece.text for piece in group)),
    )
