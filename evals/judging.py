"""Puts changes before the static validators, each of which is asked whatever the others say."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent.domain.facts import SystemFacts
from agent.domain.proposal import Base, Proposal
from agent.errors import SyncopateError
from agent.ports import Subject, Validator
from agent.settings import Settings
from agent.wiring import readers, static_tools
from evals.changes import Change, Origin
from evals.sources import Source, changed
from knowledge.content.model import Content
from knowledge.content.reader import read

BROKEN = "broken"
"""What stands in an outcome's place where a validator could not judge."""
LONGEST = 300


@dataclass
class Bench:
    """A worker's state: its folder, and the tree it had before it last."""

    sources: Mapping[str, Source]
    folder: Path
    validators: Mapping[str, Validator]
    bases: dict[tuple[str, str], Content] = field(default_factory=dict)

    def base(self, source: str, commit: str) -> Content:
        """The content of a commit; the last few are kept."""
        key = (source, commit)
        if key not in self.bases:
            for old in list(self.bases)[:-3]:
                shutil.rmtree(self.bases.pop(old).root.parent)
            folder = Path(tempfile.mkdtemp(dir=self.folder))
            folder.chmod(0o755)  # the sandbox has no user of this machine
            self.bases[key] = read(self.sources[source].export(commit, folder))
        return self.bases[key]

    def judge(self, change: Change) -> dict[str, Any]:
        """What every validator says of a change."""
        base = self.base(change.source, change.base)
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            folder = Path(name)
            folder.chmod(0o755)
            subject = self._subject(change, base, folder)
            return {name: _asked(validator, subject) for name, validator in self.validators.items()}

    def _subject(self, change: Change, base: Content, folder: Path) -> Subject:
        if change.origin is Origin.WHOLE:
            nothing = folder / base.root.name
            nothing.mkdir()
            before, after = Content(nothing, base.kind, base.name, {}), base
        else:
            before, after = base, read(changed(base.root, folder, change.files))
        proposal = Proposal(
            base=Base(commit=change.base, tree=change.base),
            edits=(),
            tree=change.id,
            diff="",
            paths=tuple(sorted(change.files)),
        )
        return Subject(
            proposal=proposal,
            facts=SystemFacts(os_family="Debian", distribution="Debian"),
            before=before,
            after=after,
            trusted=change.trusted,
        )


class Group(StrEnum):
    """Validators that are asked together."""

    READERS = "readers"
    TOOLS = "tools"


def validators(group: Group) -> dict[str, Validator]:
    """The validators of a group, by name."""
    made = readers(Settings()) if group is Group.READERS else static_tools()
    return {validator.name: validator for validator in made}


def judged(
    group: Group, changes: Sequence[Change], sources: Iterable[Source], scratch: Path, workers: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Let a group of validators judge changes in parallel; yields id and reports as they come."""
    ordered = sorted(changes, key=lambda change: (change.source, change.base, change.id))
    given = (group, {it.name: it for it in sources}, scratch)
    with ProcessPoolExecutor(workers, initializer=_open, initargs=given) as pool:
        pending = {pool.submit(_judge, change): change.id for change in ordered}
        for done in as_completed(pending):
            yield pending[done], done.result()


def _open(group: Group, sources: Mapping[str, Source], scratch: Path) -> None:
    """Make this process a worker."""
    folder = Path(tempfile.mkdtemp(prefix="judging-", dir=scratch))
    folder.chmod(0o755)  # the sandbox has no user of this machine
    _worker.append(Bench(sources, folder, validators(group)))


_worker: list[Bench] = []


def _judge(change: Change) -> dict[str, Any]:
    try:
        return _worker[0].judge(change)
    except SyncopateError as error:  # the tree itself can't be read as content
        return {"reader": {"outcome": BROKEN, "reason": str(error)[:LONGEST], "findings": [], "seconds": 0.0}}


def _asked(validator: Validator, subject: Subject) -> dict[str, Any]:
    started = time.monotonic()
    try:
        report = validator.validate(subject)
    except Exception as error:  # noqa: BLE001 - a validator that crashes is a result of the measurement
        return {
            "outcome": BROKEN,
            "reason": f"{type(error).__name__}: {error}"[:LONGEST],
            "findings": [],
            "seconds": round(time.monotonic() - started, 3),
        }
    return {
        "outcome": report.outcome.value,
        "reason": report.reason[:LONGEST],
        "findings": [
            {"rule": it.rule, "path": it.path, "line": it.line, "message": it.message[:LONGEST]}
            for it in report.findings
        ],
        "unproven": [{"ref": it.ref, "reason": it.reason[:LONGEST]} for it in report.tasks][:20],
        "seconds": round(time.monotonic() - started, 3),
    }
