from __future__ import annotations

import json

from agent.frontends.document import document, dumps
from agent.frontends.runs import Run
from tests.fakes.values import PASSAGE, REQUEST, full_state


def test_a_full_run_is_json_with_the_validators_that_ran() -> None:
    data = json.loads(dumps(document(Run("0a1b2c3d", full_state(), ()))))
    assert data["validators"] == [
        {"name": "policy", "outcome": "proven"},
        {"name": "check_mode", "outcome": "unproven"},
    ]
    assert data["verdict"]["outcome"] == "unproven"
    assert data["sources"] == [PASSAGE.ref]
    assert data["receipt"]["commit"]


def test_a_run_that_just_began_is_json_too() -> None:
    data = json.loads(dumps(document(Run("x", {"request": REQUEST}, ("gather",)))))
    assert data["status"] == "unfinished"
    assert data["pending"] == ["gather"]
    assert data["validators"] == []


def test_control_characters_are_escaped() -> None:
    assert "\x1b" not in dumps({"diff": "\x1b[2J"})
