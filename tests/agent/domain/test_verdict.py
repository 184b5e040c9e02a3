from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.domain.verdict import Outcome, Report, Verdict, worst
from tests.fakes.values import FINDING, OPEN, PASSED, REF, REFUTED

outcomes = st.lists(st.sampled_from(Outcome))


@given(outcomes)
def test_one_bad_part_is_never_outvoted(found: list[Outcome]) -> None:
    whole = worst(found)
    if Outcome.REFUTED in found:
        assert whole is Outcome.REFUTED
    elif Outcome.UNPROVEN in found:
        assert whole is Outcome.UNPROVEN
    else:
        assert whole is Outcome.PROVEN


def test_a_verdict_without_reports_proves_nothing() -> None:
    assert Verdict(tree="t", reports=()).outcome is Outcome.UNPROVEN


def test_findings_and_unproven_parts_are_collected_over_reports() -> None:
    verdict = Verdict(tree="t", reports=(PASSED, REFUTED, OPEN))
    assert verdict.findings == (FINDING,)
    assert [task.ref for task in verdict.unproven] == [REF]


def test_an_unproven_report_without_tasks_stands_for_itself() -> None:
    report = Report(validator="syntax", outcome=Outcome.UNPROVEN, reason="why")
    (whole,) = Verdict(tree="t", reports=(report,)).unproven
    assert (whole.ref, whole.reason) == ("syntax", "why")
