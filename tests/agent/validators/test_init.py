"""The registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.adapters.module_docs import InstalledModuleDocs
from agent.validators import READERS, TOOLS, Equipment, every
from agent.validators.check_mode import System

ORDER = [*READERS, *TOOLS, "check_mode"]


def test_the_order_is_policy_first_and_what_executes_last(tmp_path: Path) -> None:
    equipment = Equipment(
        InstalledModuleDocs(tmp_path), BubblewrapSandbox(), Path("/nowhere"), System("Debian", "Debian", "12")
    )
    assert [validator.name for validator in every(equipment)] == ORDER
    assert ORDER == ["policy", "arguments", "names", "syntax", "lint", "check_mode"]
    assert list(TOOLS) == ["syntax", "lint"]


@pytest.mark.parametrize("name", READERS)
def test_each_reader_is_listed_by_its_own_name(name: str, tmp_path: Path) -> None:
    assert READERS[name](InstalledModuleDocs(tmp_path)).name == name


@pytest.mark.parametrize("name", TOOLS)
def test_each_tool_is_listed_by_its_own_name(name: str) -> None:
    assert TOOLS[name](BubblewrapSandbox()).name == name
