from __future__ import annotations

import os

import pytest

from agent.adapters import launcher
from agent.errors import SandboxUnavailable
from agent.ports import Command, Limits


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (b'{ "child-pid": 5 }\n{ "exit-code": 3 }\n', 3),
        (b'{ "child-pid": 5 }\n', None),
        (b"", None),
        (b"not json\n", None),
    ],
)
def test_what_bubblewrap_says_of_its_command(written, code):
    reading, writing = os.pipe()
    os.write(writing, written)
    os.close(writing)
    assert launcher._exit_code(reading) == code


def test_runs_without_site_packages():
    """Imported by a bare interpreter for every command: what it imports is what it costs."""
    import subprocess
    import sys
    from pathlib import Path

    root = Path(launcher.__file__).parents[2]
    code = "import sys; sys.path.append(sys.argv.pop()); import agent.adapters.launcher as l; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(root)], capture_output=True, text=True, check=True
    )
    assert not {"pydantic", "subprocess", "asyncio", "inspect", "dataclasses"} & set(done.stdout.split())


def test_what_bubblewrap_leaves_behind_is_killed(sandbox, replace_program, processes_of):
    """Killed in the moment it forks, the real one does leave a child that nothing ties to it."""
    marker = f"5{os.getpid()}"
    replace_program("bwrap", f"setsid sleep {marker} & echo it forked >&2; exit 0")
    with pytest.raises(SandboxUnavailable, match="it forked"):
        sandbox.run(Command(argv=("true",), limits=Limits(seconds=30)))
    assert not processes_of(f"sleep {marker}")


def test_commands_that_end_before_the_instance_has_begun(sandbox, base):
    for _ in range(10):
        done = sandbox.run(Command(argv=("true",), instance=base, limits=Limits(seconds=30)))
        assert (done.returncode, done.timed_out) == (0, False)
