from __future__ import annotations

import pytest

from evals.changes import Change, Origin
from evals.gate_scores import Measured, alarms, kinds, refutations, totals
from evals.judgements import Fix, Judgements, Refutation


def change(oid: str, origin: Origin, kind: str = "") -> Change:
    return Change(oid, origin, kind, "r", "base", {}, "what", "p:1", commit=oid)


def said(*rules: str, outcome: str = "refuted") -> dict:
    findings = [{"rule": rule, "path": "p", "line": 1, "message": "m"} for rule in rules]
    return {"outcome": outcome, "findings": findings, "reason": "", "seconds": 0.1}


@pytest.fixture
def measured() -> Measured:
    return Measured(
        sources=(),
        changes=(
            change("one", Origin.SEEDED, "parameter-misspelt"),
            change("two", Origin.SEEDED, "parameter-misspelt"),
            change("evil", Origin.SEEDED, "lookup-pipe"),
            change("fix", Origin.REVERSED, "reversed-fix"),
            change("commit", Origin.REPLAYED),
            change("clean", Origin.REPLAYED),
        ),
        ours={
            "one": {"arguments": said("unknown"), "lint": said("name[casing]")},
            "two": {"arguments": said(outcome="unproven"), "lint": said("name[casing]", "yaml[truthy]")},
            "evil": {"arguments": said(outcome="proven"), "lint": said(outcome="proven")},
            "fix": {"arguments": said("unknown"), "lint": said()},
            "commit": {"arguments": said("unknown"), "lint": said("name[casing]", "name[casing]")},
            "clean": {"arguments": said(outcome="proven"), "lint": said(outcome="proven")},
        },
        theirs={
            "one": {"lint": ["args[module] wrong"], "syntax": []},
            "two": {"lint": ["yaml[truthy] x"], "syntax": ["broken"]},
        },
        judgements=Judgements(
            (
                Refutation(rule="lint/*", justified=True, why="style"),
                Refutation(commit="commit", rule="arguments/unknown", justified=False, why="no"),
            ),
            (Fix(repository="r", commit="fix", visible=True, why="seen"),),
        ),
        seed=1,
        date="today",
    )


def test_style_catches_nothing(measured: Measured) -> None:
    (score,) = kinds(measured, dangerous=False)

    assert (score.changes, score.gate, score.left_open) == (2, 1, 1)
    assert score.by_validator == {"arguments": 1, "lint": 0}
    assert (score.lint, score.lint_and_syntax) == (1, 2)


def test_totals_keep_harm_and_fixes_apart(measured: Measured) -> None:
    found = {it.label: (it.gate, it.changes) for it in totals(measured)}

    assert found == {
        "static kinds": (1, 2),
        "dangerous kinds": (0, 1),
        "bug fixes undone, all": (1, 1),
        "bug fixes undone, bug visible in the text": (1, 1),
    }


def test_refutations_are_sorted_by_judgement(measured: Measured) -> None:
    found = refutations(measured, measured.of(Origin.REPLAYED)[0])

    assert [(it.rule, it.count, it.judgement) for it in found] == [
        ("arguments/unknown", 1, "false"),
        ("lint/name[casing]", 2, "true"),
    ]


def test_alarms_are_counted_by_commit(measured: Measured) -> None:
    replayed = measured.of(Origin.REPLAYED)
    every, own = alarms(measured, "all", replayed), alarms(measured, "arguments", replayed, "arguments")

    assert (every.commits, every.refuted, every.some_false, every.only_false, every.unjudged) == (2, 1, 1, 0, 0)
    assert (own.refuted, own.only_false) == (1, 1)


def test_an_unjudged_refutation_says_so(measured: Measured) -> None:
    (found, *_) = refutations(measured, measured.of(Origin.REVERSED)[0])

    assert found.judgement == "unjudged"
