from __future__ import annotations

from pathlib import Path

import pytest

from evals import gate
from evals.changes import Origin
from evals.sources import Source


def options(*words: str):
    return gate._parser().parse_args(words)


def test_own_history_is_no_public_proof(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "OWN", source)
    found = {it.origin for it in gate.collect((source,), options("--mutants", "1"), tmp_path)}

    assert found == {Origin.SEEDED, Origin.WHOLE}


def test_public_repositories_give_fixes_and_commits(source: Source, tmp_path: Path) -> None:
    found = {it.origin for it in gate.collect((source,), options("--mutants", "1"), tmp_path)}

    assert found == set(Origin)


def test_what_is_known_is_not_asked_again(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answers(name):
        def answer(*given):
            changes = given[-4]
            asked.append((name, len(changes)))
            return [(change.id, {name: {"outcome": "proven"}}) for change in changes]

        return answer

    monkeypatch.setattr(gate, "judged", answers("ours"))
    monkeypatch.setattr(gate, "tried", answers("theirs"))
    todo = gate.collect((source,), options("--mutants", "1"), tmp_path)
    ours, theirs = gate.measure(todo, (source,), tmp_path, 1)
    assert gate.measure(todo, (source,), tmp_path, 1) == (ours, theirs)

    assert set(ours) == {change.id for change in todo}
    assert set(theirs) == {change.id for change in todo if change.kind}
    assert [number for _, number in asked[3:]] == [0, 0, 0]


def test_a_repository_that_is_none_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["gate", "--repository", "/nonexistent"])
    with pytest.raises(SystemExit, match="not a folder"):
        gate.main()


@pytest.mark.parametrize(
    ("result", "again"),
    [
        (None, True),
        ({"policy": {"outcome": "proven"}, "names": {"outcome": "broken"}}, True),
        ({"policy": {"outcome": "refuted"}}, False),
        ({"lint": [], "syntax": []}, False),
        ({"lint": [], "syntax": [], "broken": "why"}, True),
    ],
)
def test_what_broke_is_asked_again(result, again: bool) -> None:
    assert gate._open(result) is again
