from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.domain.message import SUBJECT_WIDTH, commit_message
from agent.domain.plan import Plan
from agent.domain.verdict import Verdict
from tests.fakes.values import APPROVAL, PASSED, PLAN, REF, REQUEST, VERDICT


def test_the_message_says_what_was_asked_proven_and_not_proven() -> None:
    message = commit_message(REQUEST, PLAN, VERDICT, APPROVAL)
    assert message.splitlines()[0] == "Install ardour"
    assert "Asked: install ardour" in message
    assert "Proven:\n- policy" in message
    assert f"Not proven:\n- {REF}: no init (accepted by name)" in message
    assert "So already:\n- the user is in audio: roles/user/tasks/main.yml:8" in message
    assert "Noted:\n- package name taken as said: ardour" in message
    assert "approved by alice" in message


def test_nothing_unproven_is_not_mentioned() -> None:
    message = commit_message(REQUEST, PLAN, Verdict(tree="t", reports=(PASSED,)), APPROVAL)
    assert "Not proven" not in message


@given(st.text())
def test_any_summary_gives_one_short_subject_line(summary: str) -> None:
    subject, blank, *_ = commit_message(REQUEST, Plan(summary=summary), VERDICT, APPROVAL).split("\n")
    assert 0 < len(subject) <= SUBJECT_WIDTH
    assert blank == ""
