from __future__ import annotations

import io

import pytest

from agent.domain.verdict import Verdict
from agent.errors import UsageError
from agent.frontends import review
from agent.frontends.runs import Run
from agent.state import State
from tests.fakes.values import PASSED, PLAN, PROPOSAL, REF, REQUEST, VERDICT, full_state


def waiting(verdict: Verdict = VERDICT) -> Run:
    state: State = {"request": REQUEST, "plan": PLAN, "proposal": PROPOSAL, "verdict": verdict, "approval": None}
    return Run("0a1b2c3d", state, ("review",))


PROVEN = Verdict(tree=PROPOSAL.tree, reports=(PASSED,))


def test_yes_approves_only_what_is_wholly_proven() -> None:
    approval = review.decide(waiting(PROVEN), yes=True, accept=(), ask=False)
    assert approval is not None
    assert (approval.tree, approval.granted, approval.by) == (PROPOSAL.tree, True, "--yes")
    assert review.decide(waiting(), yes=True, accept=(), ask=False) is None


def test_yes_with_every_unproven_task_accepted_by_name_approves() -> None:
    approval = review.decide(waiting(), yes=True, accept=(REF,), ask=False)
    assert approval is not None
    assert approval.accepted == (REF,)


def test_without_yes_and_without_a_person_it_waits() -> None:
    assert review.decide(waiting(PROVEN), yes=False, accept=(), ask=False) is None


def test_a_slip_in_accept_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        review.decide(waiting(), yes=True, accept=("roles/daw/tasks/main.yml:8",), ask=False)
    assert REF in caught.value.hint


@pytest.mark.parametrize(
    ("answers", "granted"), [(["y", "y"], True), (["y", "n"], False), (["n"], False), (["", ""], False)]
)
def test_a_person_is_asked_for_each_unproven_task_and_for_the_merge(
    monkeypatch: pytest.MonkeyPatch, answers: list[str], granted: bool
) -> None:
    monkeypatch.setattr("rich.console.Console.input", lambda *_, **__: answers.pop(0))
    approval = review.decide(waiting(), yes=False, accept=(), ask=True)
    assert (approval is not None) is granted
    if approval is not None:
        assert approval.accepted == (REF,)


def test_an_end_of_input_is_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert review.decide(waiting(), yes=False, accept=(), ask=True) is None


def test_approve_names_every_obstacle() -> None:
    with pytest.raises(UsageError, match=f"{REF}: unproven: no init"):
        review.approve(waiting(), ())
    assert review.approve(waiting(), (REF,)).granted


def test_only_a_waiting_run_can_be_answered() -> None:
    merged = Run("0a1b2c3d", full_state(), ())
    with pytest.raises(UsageError, match="waits for no approval"):
        review.approve(merged, ())
    with pytest.raises(UsageError, match="waits for no approval"):
        review.reject(merged, "")
