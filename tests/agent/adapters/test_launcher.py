from __future__ import annotations

import os

import pytest

from agent.adapters import launcher


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
