"""The known name that someone who mistyped probably meant."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 4
"""Of shorter names, every other one is near."""
LONG = 10
"""From this length on, two slips still leave no doubt."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name within one slip (two, in a long name), or an empty text.

    A slip is a character too many, missing, wrong, or swapped with its neighbour. Names that differ in digits only are
    a series, not a slip.
    """
    most = 2 if len(name) >= LONG else 1
    best, least = "", most + 1
    if len(name) < SHORTEST:
        return best
    for other in sorted(known):
        if abs(len(other) - len(name)) > most or _is_series(name, other):
            continue
        slips = distance(name, other, most)
        if slips < least:
            best, least = other, slips
    return best


def distance(one: str, other: str, most: int) -> int:
    """Count slips between two texts (optimal string alignment); anything above ``most`` comes back as ``most + 1``."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return min(last[-1], most + 1)


def _is_series(one: str, other: str) -> bool:
    return _without_digits(one) == _without_digits(other)


def _without_digits(text: str) -> str:
    return "".join(letter for letter in text if not letter.isdigit())
