from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain.verdict import Finding, Outcome, Report
from agent.ports import Subject
from evals.changes import Change, Origin, reversed_changes, whole_changes
from evals.judging import BROKEN, Bench, Group, judged
from evals.sources import Source

TASKS = "roles/website/tasks/more_tasks.yml"


class Reading:
    """A validator that refutes what is misspelt, and breaks on what it was told to."""

    name = "reading"

    def __init__(self, breaks: bool = False) -> None:
        self.breaks = breaks

    def validate(self, subject: Subject) -> Report:
        if self.breaks:
            raise RuntimeError("it broke")
        wrong = "startet" in (subject.after.root / TASKS).read_text()
        known = (subject.before.root / TASKS).exists()
        finding = Finding(validator=self.name, rule="r", path=TASKS, line=1, message=f"known: {known}")
        return Report(
            validator=self.name,
            outcome=Outcome.REFUTED if wrong else Outcome.PROVEN,
            findings=(finding,) if wrong else (),
            reason=f"trusted: {subject.trusted}, known: {known}",
        )


@pytest.fixture
def undone(source: Source) -> Change:
    return reversed_changes([source], 1, seed=1)[0]


def test_every_validator_is_asked_and_a_crash_is_a_result(source: Source, undone: Change, tmp_path: Path) -> None:
    bench = Bench({"example": source}, tmp_path, {"a": Reading(), "b": Reading(breaks=True)})
    said = bench.judge(undone)

    assert said["a"]["outcome"] == "refuted"
    assert said["a"]["findings"][0]["message"] == "known: True"
    assert (said["b"]["outcome"], said["b"]["reason"]) == (BROKEN, "RuntimeError: it broke")


def test_a_whole_repository_is_new_and_seeded_faults_are_nobodys(
    source: Source, undone: Change, tmp_path: Path
) -> None:
    bench = Bench({"example": source}, tmp_path, {"a": Reading()})

    assert bench.judge(whole_changes([source])[0])["a"]["reason"] == "trusted: True, known: False"
    seeded = replace(undone, origin=Origin.SEEDED)
    assert bench.judge(seeded)["a"]["reason"] == "trusted: False, known: True"


def test_the_readers_judge_in_workers(source: Source, undone: Change, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SYNCOPATE_CACHE", str(tmp_path / "cache"))
    ((oid, said),) = judged(Group.READERS, [undone], [source], tmp_path, workers=1)

    assert oid == undone.id
    assert said["policy"]["outcome"] == "proven"
