"""Who has a say, and in which case nobody runs anything."""

from __future__ import annotations

from threading import Barrier

import pytest

from agent.domain.verdict import Outcome, Report
from agent.errors import SandboxUnavailable, ToolError
from agent.validators.judging import judge
from tests.fakes.ports import FakeValidator


def saying(name: str, outcome: Outcome) -> FakeValidator:
    return FakeValidator(name, lambda _: Report(validator=name, outcome=outcome))


def outcomes(judgement) -> dict[str, Outcome]:
    return {report.validator: report.outcome for report in judgement.verdict.reports}


def never(_):
    raise AssertionError("it ran")


def raising(error: Exception):
    def run(_):
        raise error

    return run


def test_after_the_policy_s_refusal_readers_read_on_and_nothing_runs(make_subject):
    readers = (saying("policy", Outcome.REFUTED), saying("names", Outcome.REFUTED))
    judgement = judge(make_subject(), readers, (FakeValidator("syntax", never), FakeValidator("lint", never)))
    assert outcomes(judgement) == {
        "policy": Outcome.REFUTED,
        "names": Outcome.REFUTED,
        "syntax": Outcome.UNPROVEN,
        "lint": Outcome.UNPROVEN,
    }
    assert "not run" in judgement.verdict.reports[-1].reason


def test_another_reader_s_refusal_keeps_no_tool_from_running(make_subject):
    readers = (saying("policy", Outcome.UNPROVEN), saying("names", Outcome.REFUTED))
    judgement = judge(make_subject(), readers, (saying("lint", Outcome.PROVEN),))
    assert list(outcomes(judgement)) == ["policy", "names", "lint"]
    assert outcomes(judgement)["lint"] is Outcome.PROVEN


def test_tools_run_side_by_side(make_subject):
    both = Barrier(2, timeout=20)

    def run(_):
        both.wait()
        return Report(validator="x", outcome=Outcome.PROVEN)

    judge(make_subject(), (saying("policy", Outcome.PROVEN),), (FakeValidator("a", run), FakeValidator("b", run)))


@pytest.mark.parametrize(
    ("error", "words", "breakages"),
    [
        (
            SandboxUnavailable("no bwrap", hint="Install bubblewrap."),
            "no sandbox on this machine: no bwrap. Install",
            0,
        ),
        (ToolError("ansible-lint broke"), "its tool broke: ansible-lint broke", 1),
    ],
)
def test_what_could_not_run_is_unproven_and_says_why(make_subject, error, words, breakages):
    tools = (FakeValidator("syntax", raising(error)), saying("lint", Outcome.PROVEN))
    judgement = judge(make_subject(), (saying("policy", Outcome.PROVEN),), tools)
    syntax = judgement.verdict.reports[1]
    assert (syntax.validator, syntax.outcome) == ("syntax", Outcome.UNPROVEN)
    assert words in syntax.reason
    assert len(judgement.breakages) == breakages
