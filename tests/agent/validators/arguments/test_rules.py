from __future__ import annotations

from agent.validators.arguments.rules import RULES


def test_every_rule_says_why_it_matters() -> None:
    assert all(why.endswith(".") for why in RULES.values())
