from __future__ import annotations

import sys
from pathlib import Path

import pytest

from agent.adapters import controller_room
from agent.ports import Command, Limits


def test_the_interpreter_and_its_packages_work_inside(sandbox):
    code = "import ansible, sys; print(sys.prefix, sys.base_prefix)"
    done = sandbox.run(Command(argv=("python3", "-c", code), limits=Limits(seconds=60)))
    assert done.stdout.decode().split() == [sys.prefix, sys.base_prefix], done.stderr.decode()


def test_ansible_runs_inside(sandbox):
    argv = ("ansible", "localhost", "-c", "local", "-m", "ansible.builtin.ping")
    done = sandbox.run(Command(argv=argv, limits=Limits(seconds=60)))
    assert b"pong" in done.stdout


def test_limits_by_their_system_names():
    limits = controller_room.limits_for(Limits(memory_mb=3, processes=4, file_mb=5))
    assert (limits["RLIMIT_AS"], limits["RLIMIT_NPROC"], limits["RLIMIT_FSIZE"]) == (3 << 20, 4, 5 << 20)
    assert limits["RLIMIT_CORE"] == 0


def test_the_view_is_an_allow_list():
    room = controller_room.controller_room(Command(argv=("true",)), {Path("/etc"): "/elsewhere"})
    sources = {bind["source"] for bind in room["binds"]}
    allowed = {sys.prefix, sys.base_prefix, str(Path(sys.base_prefix).resolve()), "/usr", "/etc"}
    assert {s for s in sources if not s.startswith(("/lib", "/bin", "/sbin", "/etc/"))} <= allowed
    assert not {"/", "/home", "/root", "/var"} & sources
    assert not any(bind["writable"] for bind in room["binds"])


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/group"])
def test_accounts_are_made_up(sandbox, path):
    done = sandbox.run(Command(argv=("cat", path), limits=Limits(seconds=60)))
    assert {line.split(":")[0] for line in done.stdout.decode().splitlines()} <= {
        "root",
        "controller",
        "nobody",
        "nogroup",
    }
