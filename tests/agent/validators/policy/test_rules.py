"""The table of rules says of each what it needs to say."""

from __future__ import annotations

import re

import pytest

from agent.validators.policy.rules import RULES


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_why_and_what_instead(name):
    rule = RULES[name]

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
