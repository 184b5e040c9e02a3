from __future__ import annotations

import json

import pytest

from agent.adapters import launching
from agent.errors import SandboxError, SandboxUnavailable


def returncode(report, stderr=b""):
    return launching._ended(json.dumps(report).encode() if report is not None else b"", stderr)["returncode"]


def test_the_command_s_own_end():
    assert returncode({"returncode": 3}, b"bwrap: execvp looks like a failure") == 3


def test_no_report_is_an_error():
    with pytest.raises(SandboxError, match="without a report: it said nothing"):
        returncode(None)


@pytest.mark.parametrize("step", ["user-namespace", "mount-namespace", "id-map", "copy"])
def test_a_machine_that_can_not_isolate(step):
    with pytest.raises(SandboxUnavailable, match=f"{step}.*: refused") as caught:
        returncode({"step": step, "detail": "refused"})
    assert caught.value.hint


def test_bubblewrap_s_own_words():
    with pytest.raises(SandboxUnavailable, match="No permissions to create new namespace"):
        returncode({"step": "bubblewrap", "detail": ""}, b"bwrap: No permissions to create new namespace\n")


def test_what_the_command_needs_is_not_there():
    with pytest.raises(SandboxError, match="does not hold what the command needs: Can't chdir to /x") as caught:
        returncode({"step": "bubblewrap", "detail": ""}, b"bwrap: Can't chdir to /x: No such file or directory\n")
    assert not isinstance(caught.value, SandboxUnavailable)


def test_the_room_beside_ended_first():
    with pytest.raises(SandboxError, match="instance ended before the command: bwrap: no"):
        returncode({"returncode": 0, "beside": "bwrap: no\n"})
