"""Promises about the project as a whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
OF_NO_SINGLE_MODULE = {ROOT / "tests/agent/validators/test_canary.py"}  # what syntax, lint and sandbox keep together


def tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [ROOT / name.decode() for name in done.stdout.split(b"\0") if name and (ROOT / name.decode()).is_file()]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def mirror(module: Path) -> Path:
    return ROOT / "tests" / module.relative_to(ROOT).parent / f"test_{module.name}"


SOURCES = tracked("agent/*.py", "knowledge/*.py", "evals/*.py")
MODULES = [file for file in SOURCES if file.name != "__init__.py"]


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_module_has_its_mirrored_test(module: Path) -> None:
    assert mirror(module).is_file()


@pytest.mark.parametrize("test", tracked("tests/agent/*.py", "tests/knowledge/*.py", "tests/evals/*.py"), ids=named)
def test_every_test_mirrors_a_module_or_a_package(test: Path) -> None:
    if test.name.startswith("test_"):
        package = test.parent.relative_to(ROOT / "tests")
        about_package = {f"test_{package.name}.py", "test_init.py"}
        assert test in {*map(mirror, MODULES), *OF_NO_SINGLE_MODULE} or test.name in about_package


@pytest.mark.parametrize("module", [*SOURCES, *tracked("scripts/*", "tests/*.py")], ids=named)
def test_no_module_is_too_long_to_hold_in_the_head(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= MOST_LINES


def test_the_lock_names_no_index_and_every_pin_has_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    pins = [line for line in lock.splitlines() if "==" in line and not line.startswith("#")]
    assert len(pins) > 100
    assert all(pin.endswith("\\") for pin in pins)
