from __future__ import annotations

from pathlib import Path

from evals.changes import Origin, replayed_changes, reversed_changes, seeded_changes, whole_changes
from evals.sources import Source
from tests.fakes.repository import git

TASKS = "roles/website/tasks/more_tasks.yml"


def test_a_fix_is_undone_on_top_of_itself(source: Source) -> None:
    (change,) = reversed_changes([source], 5, seed=1)

    assert change.base == source.head
    assert b"startet" in (change.files[TASKS] or b"")
    assert change.trusted


def test_commits_are_replayed_on_their_parents(source: Source) -> None:
    fix, first = replayed_changes([source], 5)

    assert (fix.base, fix.commit) == (git(source.path, "rev-parse", "HEAD^"), source.head)
    assert b"startet" in (first.files[TASKS] or b"")
    assert fix.kind == ""


def test_seeded_faults_are_the_same_in_every_run(source: Source, tmp_path: Path) -> None:
    once, again = (seeded_changes([source], tmp_path / name, 60, seed=3) for name in "ab")

    assert [it.id for it in once] == [it.id for it in again]
    assert {it.origin for it in once} == {Origin.SEEDED}
    assert not any(it.trusted for it in once)


def test_a_whole_repository(source: Source) -> None:
    (change,) = whole_changes([source])

    assert (change.base, dict(change.files)) == (source.head, {})
