"""The registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.validators import VALIDATORS, Equipment
from agent.validators.check_mode import System


def test_the_order_is_policy_first() -> None:
    assert list(VALIDATORS) == ["policy", "syntax", "lint", "check_mode"]


@pytest.mark.parametrize("name", list(VALIDATORS))
def test_each_is_listed_by_its_own_name(name: str) -> None:
    equipment = Equipment(BubblewrapSandbox(), Path("/nowhere"), System("Debian", "Debian", "12"))
    assert VALIDATORS[name](equipment).name == name
