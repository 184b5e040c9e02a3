from __future__ import annotations

from evals.changes import Change, Origin
from evals.gate_report import report
from evals.gate_scores import Measured
from evals.judgements import Judgements

BROKEN = {"outcome": "broken", "findings": [], "reason": "Tool | died", "seconds": 0.2}
PROVEN = {"outcome": "proven", "findings": [], "reason": "", "seconds": 0.2}
REFUTED = {
    "outcome": "refuted",
    "findings": [{"rule": "r", "path": "p.yml", "line": 3, "message": "wrong"}],
    "reason": "",
    "seconds": 0.2,
}


def measured(*changes: Change, **ours: dict) -> Measured:
    return Measured((), changes, ours, {}, Judgements((), ()), 7, "1999-12-31")


def test_misses_breakages_and_the_seed_are_told() -> None:
    change = Change("x", Origin.SEEDED, "parameter-misspelt", "repo", "b", {}, "dest -> dset", "tasks/main.yml:3")
    text = report(measured(change, x={"policy": PROVEN, "lint": BROKEN}), "gate.svg")

    assert "1999-12-31; seed 7" in text
    assert "| parameter-misspelt | repo | tasks/main.yml:3 | dest -> dset | lint: Tool \\| died |" in text
    assert "| seeded | repo | tasks/main.yml:3 | lint | Tool \\| died |" in text
    assert "**0 (0%)**" in text
    assert "![Faults caught by kind](gate.svg)" in text


def test_without_repositories_it_says_what_it_left_out() -> None:
    assert "**Left out**: public repositories." in report(measured(), "gate.svg")


def test_every_refutation_of_a_commit_is_listed() -> None:
    change = Change("c", Origin.REPLAYED, "", "repo", "b", {}, "subject", commit="0123456789abcdef")
    text = report(measured(change, c={"policy": REFUTED}), "gate.svg")

    assert "| repo | 0123456789 | policy/r (1) | p.yml:3 | wrong | unjudged |  |" in text
    assert "Left out" not in text
