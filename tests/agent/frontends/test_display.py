from __future__ import annotations

import io

import pytest
from rich.console import Console

from agent.domain.plan import Plan
from agent.domain.verdict import Verdict
from agent.frontends.display import show
from agent.frontends.runs import Run
from agent.state import State
from tests.fakes.values import PLAN, PROPOSAL, REF, REFUTED, REQUEST, VERDICT, full_state


def shown(state: State, pending: tuple[str, ...] = ()) -> str:
    console = Console(file=io.StringIO(), width=100)
    show(console, Run("0a1b2c3d", state, pending))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_waiting_run_says_how_to_answer_it() -> None:
    state: State = {"request": REQUEST, "plan": PLAN, "proposal": PROPOSAL, "verdict": VERDICT, "approval": None}
    text = shown(state, ("review",))
    assert f"syncopate approve 0a1b2c3d --accept {REF}" in text
    assert "unproven: no init" in text


def test_a_refuted_run_shows_where_and_what_instead() -> None:
    verdict = Verdict(tree="t", reports=(REFUTED,))
    text = shown({"request": REQUEST, "plan": PLAN, "proposal": PROPOSAL, "verdict": verdict})
    assert f"{REF}  [fqcn] m" in text
    assert "instead  f" in text
    assert "nothing was changed" in text


def test_a_merged_run_says_how_to_undo_it() -> None:
    state = full_state()
    del state["undone"]
    assert "syncopate undo 0a1b2c3d" in shown(state)


def test_what_is_so_already_and_not_understood_is_said() -> None:
    plan = Plan(summary="nothing", already=("x: a.yml:1",), not_understood=("make it sing",))
    text = shown({"request": REQUEST, "plan": plan})
    assert "so already  x: a.yml:1" in text
    assert "not done  make it sing" in text


@pytest.mark.parametrize("hostile", ["\x1b]0;owned\x07", "[red]markup[/red]", "\x9b31m"])
def test_untrusted_text_is_shown_not_interpreted(hostile: str) -> None:
    proposal = PROPOSAL.model_copy(update={"diff": f"+{hostile}\n"})
    text = shown({"request": REQUEST, "plan": Plan(summary=hostile), "proposal": proposal})
    assert "\x1b" not in text
    assert "\x9b" not in text
    if hostile.startswith("["):
        assert text.count(hostile) == 2
