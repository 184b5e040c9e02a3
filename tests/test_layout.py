"""Promises about the project as a whole."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from agent.adapters import programs

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [ROOT / name.decode() for name in done.stdout.split(b"\0") if name and (ROOT / name.decode()).is_file()]


MODULES = [file for file in tracked("agent/*.py", "knowledge/*.py", "evals/*.py") if file.name != "__init__.py"]


@pytest.mark.parametrize("module", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_module_has_its_mirrored_test(module: Path) -> None:
    relative = module.relative_to(ROOT)
    assert (ROOT / "tests" / relative.parent / f"test_{relative.name}").is_file()


@pytest.mark.parametrize(
    "module", [*MODULES, *tracked("scripts/*", "tests/*.py")], ids=lambda f: str(f.relative_to(ROOT))
)
def test_no_module_is_too_long_to_hold_in_the_head(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= MOST_LINES


def test_every_test_file_mirrors_a_module() -> None:
    homes = {ROOT / "tests" / m.relative_to(ROOT).parent / f"test_{m.name}" for m in MODULES}
    homes |= {ROOT / "tests" / m.relative_to(ROOT) for m in MODULES}
    packages = {f.parent.relative_to(ROOT) for f in tracked("agent/*.py", "knowledge/*.py", "evals/*.py")}
    strays = []
    for file in tracked("tests/*/test_*.py"):
        package = file.parent.relative_to(ROOT / "tests")
        if file not in homes and (package / file.stem.removeprefix("test_")) not in packages | {package / "init"}:
            strays.append(str(file.relative_to(ROOT)))
    assert strays == []


def called_programs() -> set[str]:
    """Every program named in a call of ``programs.find``."""
    found = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"programs.find", "find"} and node.args:
                (program,) = node.args
                assert isinstance(program, ast.Constant), f"{module}: a program's name must be a literal"
                found.add(program.value)
    return found


def test_the_set_up_knows_every_program_the_code_starts() -> None:
    assert called_programs()
    assert called_programs() <= {program.name for program in programs.PROGRAMS}


def test_the_lock_names_no_index_and_every_line_has_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    pins = [block for block in lock.split("\n") if "==" in block]
    assert len(pins) > 100
    assert all(pin.rstrip().endswith("\\") for pin in pins)
