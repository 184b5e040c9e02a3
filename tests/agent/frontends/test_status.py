from __future__ import annotations

import pytest

from agent.domain.plan import Plan
from agent.domain.verdict import Verdict
from agent.frontends.status import EXIT_CODES, Status, status_of
from agent.state import State
from tests.fakes.values import APPROVAL, PLAN, PROPOSAL, RECEIPT, REFUTED, REQUEST, VERDICT

BEFORE_REVIEW: State = {"request": REQUEST, "plan": PLAN, "proposal": PROPOSAL, "verdict": VERDICT, "approval": None}
REJECTION = APPROVAL.model_copy(update={"granted": False})


@pytest.mark.parametrize(
    ("state", "pending", "status"),
    [
        ({"request": REQUEST}, ("gather",), Status.UNFINISHED),
        (BEFORE_REVIEW, ("review",), Status.AWAITING),
        ({**BEFORE_REVIEW, "approval": APPROVAL}, ("merge",), Status.UNFINISHED),
        ({**BEFORE_REVIEW, "approval": APPROVAL, "receipt": RECEIPT}, (), Status.MERGED),
        ({**BEFORE_REVIEW, "approval": APPROVAL, "receipt": RECEIPT, "undone": RECEIPT}, (), Status.UNDONE),
        ({**BEFORE_REVIEW, "approval": REJECTION}, (), Status.REJECTED),
        ({**BEFORE_REVIEW, "verdict": Verdict(tree="t", reports=(REFUTED,))}, (), Status.REFUTED),
        ({"request": REQUEST, "plan": Plan(summary="s", already=("a",))}, (), Status.NOTHING_TO_DO),
        ({"request": REQUEST, "plan": Plan(summary="s", not_understood=("x",))}, (), Status.NOT_UNDERSTOOD),
        ({"request": REQUEST}, (), Status.UNFINISHED),
    ],
)
def test_status(state: State, pending: tuple[str, ...], status: Status) -> None:
    assert status_of(state, pending) is status


def test_every_status_has_its_exit_code() -> None:
    assert set(EXIT_CODES) == set(Status)
    assert EXIT_CODES[Status.REFUTED] == 3
    assert EXIT_CODES[Status.AWAITING] == 4
    assert EXIT_CODES[Status.MERGED] == 0
