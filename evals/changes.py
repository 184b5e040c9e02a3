"""What is judged: a change to a tree, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from pathlib import Path
from random import Random

from evals.commits import fixes, replayed
from evals.mutants import seeded
from evals.mutants.sites import read_tree
from evals.sources import Source


class Origin(StrEnum):
    """Where a change comes from."""

    SEEDED = "seeded"
    """One fault put in on purpose."""
    REVERSED = "reversed"
    """A real bug fix, undone."""
    REPLAYED = "replayed"
    """A real commit."""
    WHOLE = "whole"
    """A repository as it is now, all of it new."""


@dataclass(frozen=True)
class Change:
    """A change to be judged.

    Attributes:
        id: a name that is the same in every run.
        origin: where it comes from.
        kind: the kind of fault; empty for what is not known to have one.
        source: the repository's name.
        base: the commit whose tree is changed.
        files: new contents by path; ``None`` removes a file. Not used for :attr:`Origin.WHOLE`.
        what: it in a few words.
        place: where the fault stands, as ``path:line``.
        commit: the commit it was made from, if any.
    """

    id: str
    origin: Origin
    kind: str
    source: str
    base: str
    files: Mapping[str, bytes | None]
    what: str
    place: str = ""
    commit: str = ""

    @property
    def trusted(self) -> bool:
        """Whether a person stands for it: seeded faults are what an agent might write."""
        return self.origin is not Origin.SEEDED


def seeded_changes(sources: Sequence[Source], scratch: Path, wanted: int, seed: int) -> list[Change]:
    """Known-good trees with one fault each."""
    trees = [read_tree(source.name, source.export(source.head, scratch)) for source in sources]
    heads = {source.name: source.head for source in sources}
    return [
        Change(
            id=mutant.id,
            origin=Origin.SEEDED,
            kind=mutant.kind,
            source=mutant.source,
            base=heads[mutant.source],
            files={path: None if text is None else text.encode() for path, text in mutant.fault.files.items()},
            what=mutant.fault.what,
            place=f"{mutant.fault.path}:{mutant.fault.line}",
        )
        for mutant in seeded(trees, wanted, seed)
    ]


def reversed_changes(sources: Sequence[Source], wanted: int, seed: int) -> list[Change]:
    """Bug fixes undone, taken from the repositories in turn."""
    streams = {source.name: _reversed(source, seed) for source in sources}
    found: list[Change] = []
    for name in cycle(tuple(streams)):
        if len(found) >= wanted or not streams:
            break
        change = next(streams[name], None) if name in streams else None
        if change is None:
            streams.pop(name, None)
        else:
            found.append(change)
    return found


def _reversed(source: Source, seed: int) -> Iterator[Change]:
    for commit in fixes(source, Random(f"{seed} {source.name}")):  # noqa: S311 - to be repeatable, not secret
        old = {path: commit.files[path][0] for path in commit.content}
        blobs = source.blobs(old.values())
        yield Change(
            id=f"reversed-{source.name}-{commit.id[:12]}",
            origin=Origin.REVERSED,
            kind="reversed-fix",
            source=source.name,
            base=commit.id,
            files={path: blobs[oid] for path, oid in old.items()},
            what=commit.subject,
            commit=commit.id,
        )


def replayed_changes(sources: Sequence[Source], wanted: int) -> list[Change]:
    """The latest real commits, one by one."""
    return [change for source in sources for change in _replayed(source, wanted)]


def _replayed(source: Source, wanted: int) -> Iterator[Change]:
    for commit in replayed(source, wanted):
        blobs = source.blobs(new for _, new in commit.files.values() if new)
        yield Change(
            id=f"replayed-{source.name}-{commit.id[:12]}",
            origin=Origin.REPLAYED,
            kind="",
            source=source.name,
            base=commit.parent,
            files={path: blobs[new] if new else None for path, (_, new) in commit.files.items()},
            what=commit.subject,
            commit=commit.id,
        )


def whole_changes(sources: Sequence[Source]) -> list[Change]:
    """Each repository as it is now, as if all of it were new."""
    return [
        Change(f"whole-{it.name}-{it.head[:12]}", Origin.WHOLE, "", it.name, it.head, {}, "everything", commit=it.head)
        for it in sources
    ]
