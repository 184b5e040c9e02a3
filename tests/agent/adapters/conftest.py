"""What tests of the sandbox share: the sandbox, the base instance of the set-up, and an ordinary account."""

from __future__ import annotations

import json
import os
import pickle
import pwd
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import agent
from agent.adapters import bubblewrap, instance_room, launching
from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.adapters.instances import DEBIAN12, base_root
from agent.errors import SandboxUnavailable, SyncopateError
from agent.ports import Command, Completed, Limits

ACCOUNT = "syncopate-test"
Run = Callable[[Command], Completed]


@pytest.fixture
def sandbox() -> BubblewrapSandbox:
    return BubblewrapSandbox()


@pytest.fixture
def shell(sandbox: BubblewrapSandbox) -> Callable[..., Completed]:
    """Run a shell script in the sandbox."""

    def run(script: str, **values: object) -> Completed:
        values.setdefault("limits", Limits(seconds=60))
        return sandbox.run(Command(argv=("sh", "-c", script), **values))

    return run


@pytest.fixture(scope="session")
def base() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        return base_root(DEBIAN12, cache / "syncopate" / "instances" / DEBIAN12.name)
    except SandboxUnavailable as error:
        pytest.fail(f"{error}\n(these tests need the base instance that `make setup` builds)")


_LIMITS = Limits(seconds=60)
_ASK = """
import json, socket, struct, sys
end = socket.socket(socket.AF_UNIX)
end.connect("/run/syncopate/instance.sock")
stream = end.makefile("rwb")
for data in (json.dumps({"command": sys.argv[1]}).encode(), b""):
    stream.write(struct.pack(">Q", len(data)) + data)
stream.flush()
frames = []
for _ in range(3):
    head = stream.read(8)
    frames.append(stream.read(struct.unpack(">Q", head)[0]).decode(errors="replace"))
result = json.loads(frames[0])
print(json.dumps({"rc": result["returncode"], "out": frames[1], "err": frames[2]}))
"""


@pytest.fixture
def in_instance(sandbox: BubblewrapSandbox, base: Path) -> Callable[..., dict[str, Any]]:
    """Run a shell script in the instance: its return code and output, and whether the instance was copied."""

    def ask(script: str, limits: Limits = _LIMITS) -> dict[str, Any]:
        done = sandbox.run(Command(argv=("python3", "-I", "-c", _ASK, script), instance=base, limits=limits))
        assert done.returncode == 0, done.stderr.decode()
        return {**json.loads(done.stdout), "copied": done.copied}

    return ask


# What a kernel refuses; only the launcher's process is told.
_REFUSALS = {
    "overlays": """
def refuse(source, target, kind="", *rest, real=furnishing.mount, **flags):
    if kind == "overlay":
        raise OSError(19, "No such device")
    real(source, target, kind, *rest, **flags)
furnishing.mount = refuse
""",
    "attributes": """
def refuse(path, name, value):
    raise OSError(95, "Operation not supported")
furnishing.os.setxattr = refuse
furnishing.in_initial_user_namespace = lambda: False
""",
}


@pytest.fixture(params=_REFUSALS)
def refused(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the launcher find that its kernel refuses overlays, or the attributes an ordinary user's would need."""
    real = launching.bare_interpreter

    def interpreter(module: str) -> list[str]:
        *command, code = real(module)
        at_hand, imported = code.split("; from ", 1)
        return [
            *command,
            f"{at_hand}\nfrom agent.adapters import furnishing\n{_REFUSALS[request.param]}\nfrom {imported}",
        ]

    monkeypatch.setattr(launching, "bare_interpreter", interpreter)


@pytest.fixture
def processes_of() -> Callable[[str], list[str]]:
    """Command lines of this machine's running processes that hold a text."""

    def find(text: str) -> list[str]:
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                try:
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                except OSError:
                    continue
                if text in line:
                    found.append(line)
        return found

    return find


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account reaches; pytest's own are private."""
    folder = Path(tempfile.mkdtemp(prefix="syncopate-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def replace_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Put a shell script in a system program's place. Not in /tmp, which the launcher covers."""
    with tempfile.TemporaryDirectory(prefix="syncopate-test-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

        def replace(program: str, script: str) -> None:
            (folder / program).write_text(f"#!/bin/sh\n{script}\n")
            (folder / program).chmod(0o755)

        yield replace


@pytest.fixture(scope="session")
def _account() -> str:
    """An ordinary account with subordinate ids; made when it isn't there."""
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        # Several workers may try at once: whoever loses finds it made.
        subprocess.run(["/usr/sbin/useradd", "--no-create-home", ACCOUNT], check=False, capture_output=True)
    pwd.getpwnam(ACCOUNT)
    return ACCOUNT


@pytest.fixture(params=["own account", "ordinary account"])
def run(request: pytest.FixtureRequest, sandbox: BubblewrapSandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command in the sandbox as whoever runs the tests; and, if that is root, as an ordinary account too."""
    if request.param == "own account":
        yield sandbox.run
        return
    if os.geteuid() != 0:
        pytest.skip("the tests run as an ordinary account already")
    account = pwd.getpwnam(request.getfixturevalue("_account"))
    # That account can't read our interpreter or sources, which may be below /root: the launcher needs neither ours.
    package = request.getfixturevalue("open_folder")
    source = Path(agent.__file__).parent
    shutil.copytree(source / "adapters", package / "agent" / "adapters", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(source / "__init__.py", package / "agent")
    subprocess.run(["chmod", "-R", "a+rX", str(package)], check=True)
    guest = package / "agent" / "adapters" / "guest"
    monkeypatch.setattr(launching, "_PACKAGE_ROOT", package)
    monkeypatch.setattr(bubblewrap, "_PLUGINS", guest / "connection")
    monkeypatch.setattr(instance_room, "_SERVER", guest / "instance_server.py")
    for name, value in {"executable": "/usr/bin/python3", "prefix": "/usr", "base_prefix": "/usr"}.items():
        monkeypatch.setattr(sys, name, value)
    yield lambda command: _as_account(account, lambda: sandbox.run(command))


def _as_account(account: pwd.struct_passwd, act: Callable[[], Completed]) -> Completed:
    """Do something in a forked child that has become another user."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer: object = "it ended early"
        try:
            os.initgroups(account.pw_name, account.pw_gid)
            os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
            os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
            answer = act()
        except SyncopateError:
            answer = traceback.format_exc()
        finally:
            with os.fdopen(writing, "wb") as stream:
                pickle.dump(answer, stream)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = pickle.load(stream)
    os.waitpid(child, 0)
    if isinstance(answer, str):
        pytest.fail(f"as {account.pw_name}: {answer}")
    return answer
