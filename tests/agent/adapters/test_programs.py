"""Every program the code starts is in the list, and looked up there."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import agent
from agent.adapters import programs
from agent.errors import SandboxUnavailable, ToolError

ROOT = Path(agent.__file__).parents[1]
SOURCES = sorted(path for name in ("agent", "knowledge") for path in (ROOT / name).rglob("*.py"))
# Runs in the instance and starts the instance's shell.
IN_THE_INSTANCE = ROOT / "agent" / "adapters" / "guest" / "instance_server.py"
STARTERS = {"run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"}


def calls(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call):
    return ast.unparse(call.func)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_program_is_started_by_its_bare_name(path):
    if path == IN_THE_INSTANCE:
        return
    for call in calls(path):
        module, _, function = name_of(call).rpartition(".")
        if module == "subprocess" and function in STARTERS:
            argv = call.args[0]
            first = argv.elts[0] if isinstance(argv, ast.List | ast.Tuple) else argv
            assert not isinstance(first, ast.Constant), f"{path}:{call.lineno} starts a program by its bare name"
        assert name_of(call) not in {"os.system", "os.popen"}, f"{path}:{call.lineno}"
        assert not any(k.arg == "shell" for k in call.keywords if module == "subprocess"), f"{path}:{call.lineno}"


def test_every_program_asked_for_is_in_the_list():
    asked = {
        call.args[0].value
        for path in SOURCES
        for call in calls(path)
        if name_of(call) in {"programs.find", "find"} and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert {"git", "bwrap", "mmdebstrap"} <= asked
    assert asked <= programs.PROGRAMS.keys()


def test_finds_a_program():
    assert Path(programs.find("git")).is_absolute()


@pytest.mark.parametrize(("name", "error"), [("bwrap", SandboxUnavailable), ("git", ToolError)])
def test_says_how_to_install_what_is_missing(monkeypatch, tmp_path, name, error):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(error, match=f"{name} is not installed") as caught:
        programs.find(name)
    assert f"apt-get install --no-install-recommends {programs.PROGRAMS[name].package}" in caught.value.hint


def test_missing_names_required_ones_unless_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert all(program.required for program in programs.missing())
    assert {"git", "bwrap", "newuidmap"} <= {program.name for program in programs.missing()}
    assert "redis-server" not in {program.name for program in programs.missing()}


def test_runs_without_third_party_packages(tmp_path):
    """The set-up asks before anything is installed."""
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        "import sys; sys.path.append(sys.argv.pop()); from agent.adapters import programs; sys.exit(programs.main())",
    ]
    done = subprocess.run(
        [*command, str(ROOT)], capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)}
    )
    assert done.returncode == 1
    assert done.stdout.startswith("apt-get install --no-install-recommends bubblewrap coreutils git mmdebstrap uidmap")
    assert subprocess.run([*command, str(ROOT)], check=False, capture_output=True).returncode == 0
