"""What the command line says about a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """Options of ``syncopate propose``.

    Attributes:
        words: the request.
        collection: where the change belongs; ``None`` looks around.
        facts: a file of facts; ``None`` means this machine.
        model: a chat model; empty for the one in the settings, or the embedded author.
        yes: approve without asking, if nothing is refuted or unproven.
        merge: go on to the merge once approved.
        accept: refs of unproven tasks that are accepted.
        json: print one JSON document and ask nothing.
    """

    words: str
    collection: Path | None
    facts: Path | None
    model: str
    yes: bool
    merge: bool
    accept: tuple[str, ...]
    json: bool
