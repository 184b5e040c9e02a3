from __future__ import annotations

from agent.domain.approval import objections
from agent.domain.verdict import Outcome, Report, Verdict
from tests.fakes.values import OPEN, PASSED, REF, REFUTED


def test_a_proven_verdict_has_no_objections() -> None:
    assert objections(Verdict(tree="t", reports=(PASSED,)), ()) == ()


def test_an_unproven_task_objects_until_it_is_accepted_by_name() -> None:
    verdict = Verdict(tree="t", reports=(PASSED, OPEN))
    assert objections(verdict, ()) == (f"{REF}: unproven: no init",)
    assert objections(verdict, ("other.yml:1",)) == (f"{REF}: unproven: no init",)
    assert objections(verdict, (REF,)) == ()


def test_nothing_accepts_a_refutation() -> None:
    verdict = Verdict(tree="t", reports=(PASSED, REFUTED))
    assert objections(verdict, (REF, "lint")) == ("lint: refuted",)


def test_an_unproven_report_without_tasks_is_accepted_by_the_validators_name() -> None:
    report = Report(validator="lint", outcome=Outcome.UNPROVEN, reason="collection x missing")
    verdict = Verdict(tree="t", reports=(report,))
    assert objections(verdict, ()) == ("lint: unproven: collection x missing",)
    assert objections(verdict, ("lint",)) == ()
