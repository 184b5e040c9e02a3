"""What the README says is so."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from agent.frontends.cli import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def script() -> ModuleType:
    loader = SourceFileLoader("help_reference", str(ROOT / "scripts" / "help-reference"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_command_reference_equals_help(script: ModuleType) -> None:
    shown = README.partition(script.BEGIN)[2].partition(script.END)[0]
    assert shown == script.reference(), "run scripts/help-reference"


def test_every_command_is_in_the_reference(script: ModuleType) -> None:
    assert set(script.COMMANDS) == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_two_commands_of_the_readme_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("make demo", "make test", "make setup"):
        assert target in README
        assert f"\n{target.removeprefix('make ')}:" in makefile
