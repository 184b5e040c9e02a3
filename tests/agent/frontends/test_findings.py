"""What was found, in 80 columns."""

from __future__ import annotations

import io

import pytest

from agent.domain.verdict import Finding, Outcome, Report, TaskResult, Verdict
from agent.frontends.console import Console
from agent.frontends.findings import remarks, show

FOUND = Finding(
    validator="policy",
    rule="shell",
    path="roles/a/tasks/main.yml",
    line=3,
    message="`shell`:\n" + "very long " * 20 + "\x1b[31m",
    fix="Use a module.",
)
ASKED = TaskResult(ref="a:b.yml:0", name="x", outcome=Outcome.UNPROVEN, reason="look", rule="role-protected")
SEEN = TaskResult(ref="c.yml:1", name="x", outcome=Outcome.PROVEN)


def verdict(*reports: Report) -> Verdict:
    return Verdict(tree="t", reports=reports)


def shown(said: Verdict, prefix: str = "") -> str:
    console = Console(file=io.StringIO(), highlight=False, width=40)
    show(console, said, prefix)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_refuted_comes_first_and_proven_tasks_not_at_all() -> None:
    first = Report(validator="policy", outcome=Outcome.UNPROVEN, tasks=(ASKED, SEEN))
    second = Report(validator="lint", outcome=Outcome.REFUTED, findings=(FOUND,))
    found = remarks(verdict(first, second))
    assert [(it.outcome, it.place, it.validator) for it in found] == [
        (Outcome.REFUTED, "roles/a/tasks/main.yml:3", "policy"),
        (Outcome.UNPROVEN, "a:b.yml", "policy"),
    ]
    assert "accept it by name" in found[1].fix


def test_text_fits_and_hides_nothing_from_a_terminal() -> None:
    out = shown(verdict(Report(validator="policy", outcome=Outcome.REFUTED, findings=(FOUND,), seconds=0.2)), "../x/")
    assert out.startswith("../x/roles/a/tasks/main.yml:3\n  refuted: shell\n    `shell`: very long")
    assert "\x1b" not in out
    assert "\\x1b" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "policy     refuted    0.2 s  1 finding\n" in out
    assert "refuted: 1 finding\nExplain a rule: syncopate rule NAME\n" in out


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(Outcome.PROVEN, "nothing is wrong with the change"), (Outcome.UNPROVEN, "nothing is refuted; what is unproven")],
)
def test_the_end_says_what_it_comes_to(outcome: Outcome, words: str) -> None:
    out = shown(verdict(Report(validator="lint", outcome=outcome, reason="no sandbox " * 100)))
    assert words in out
    assert "…" in out
    assert all(len(line) <= 80 for line in out.splitlines())
