"""What the command line says about a proposal, or about a change to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
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


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


@dataclass(frozen=True)
class Choice:
    """What the command line says is to be checked.

    Attributes:
        what: a path, a revision, or a range of revisions; ``None`` for the work tree around the working directory.
        collection: where the content is, when ``what`` is no path.
        staged: the index instead of the work tree.
        everything: judge all of it as if it were new.
    """

    what: str | None = None
    collection: Path | None = None
    staged: bool = False
    everything: bool = False
