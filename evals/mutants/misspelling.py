"""How people misspell a name."""

from __future__ import annotations

from random import Random

SHORT, LONG = 4, 6
"""Letters of the shortest name that is misspelt, and of the shortest that loses one."""


def misspelt(name: str, rng: Random) -> str | None:
    """A name with two neighbouring inner letters swapped, or one of them left out; ``None`` for one too short."""
    swaps = [at for at in range(1, len(name) - 2) if name[at] != name[at + 1] and name[at : at + 2].isalpha()]
    if len(name) < SHORT or not swaps:
        return None
    at = rng.choice(swaps)
    if len(name) >= LONG and rng.choice((True, False)):
        return name[:at] + name[at + 1 :]
    return f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}"
