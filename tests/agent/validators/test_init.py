"""The registry."""

from __future__ import annotations

import pytest

from agent.validators import VALIDATORS


def test_the_order_is_policy_first():
    assert list(VALIDATORS) == ["policy", "syntax", "lint", "check_mode"]


@pytest.mark.parametrize("name", list(VALIDATORS))
def test_each_is_listed_by_its_own_name(name):
    assert VALIDATORS[name].name == name
