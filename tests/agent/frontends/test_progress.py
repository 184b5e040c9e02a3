from __future__ import annotations

import io
from typing import Any

import pytest

from agent.frontends.console import Console
from agent.frontends.progress import progress

EVENTS: tuple[dict[str, Any], ...] = (
    {"stage": "plan", "note": None},
    {"stage": "plan", "note": "Install [bold]ardour[/bold] \x1b[2J"},
    {"stage": "lint", "note": None},
    {"stage": "lint", "note": "refuted"},
)


def shown(*, terminal: bool) -> str:
    out = io.StringIO()
    with progress(Console(file=out, force_terminal=terminal, width=100)) as listener:
        for event in EVENTS:
            listener(event)
    return out.getvalue()


def test_a_plain_line_for_each_stage_that_ended() -> None:
    plan, lint = shown(terminal=False).splitlines()
    assert plan.startswith("· plan       Install [bold]ardour[/bold] \\x1b[2J (0.")
    assert lint.startswith("✗ lint       refuted (0.")


def test_a_long_line_stays_one_line() -> None:
    out = io.StringIO()
    with progress(Console(file=out, width=40)) as listener:
        listener({"stage": "propose", "note": "roles/daw/tasks/main.yml, " * 5})
    assert len(out.getvalue().splitlines()) == 1


def test_a_terminal_gets_a_spinner_and_its_cursor_back() -> None:
    out = shown(terminal=True)
    assert "lint ..." in out
    assert "\x1b[2J" not in out
    assert out.rindex("\x1b[?25h") > out.rindex("\x1b[?25l")


def test_the_spinner_goes_when_the_work_fails() -> None:
    out = io.StringIO()

    def fail() -> None:
        with progress(Console(file=out, force_terminal=True)) as listener:
            listener(EVENTS[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert out.getvalue().rindex("\x1b[?25h") > out.getvalue().rindex("\x1b[?25l")
