"""The launcher: builds private roots, maps subordinate ids, starts bubblewrap in each and waits.

A process of its own, run by :mod:`agent.adapters.bubblewrap` without site-packages. Two stages:

The outer one gets a mount namespace of its own, and as an ordinary user a user namespace in which it is root over its
own id and the subordinate ones. So it can reach below a 0700 home, and all it mounts vanishes with it. The inner
stage, one child for each room, enters a user namespace that holds subordinate ids and nothing else, and execs
bubblewrap there: no id inside is the invoking user's, or root's, outside.

All of it happens below the first process of a pid namespace that dies with the launcher, which dies with us: when it
ends, for whatever reason, the kernel ends everything in the rooms. (Bubblewrap's own --die-with-parent is not enough:
killed in the moment it forks, it leaves that child behind.)
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from agent.adapters.furnishing import furnish, open_sources
from agent.adapters.namespaces import (
    CLONE_NEWUSER,
    MS_NODEV,
    MS_NOSUID,
    StepError,
    die_with_parent,
    enter_private_mounts,
    enter_user_namespace,
    fork_init,
    mount,
    step,
    unshare,
)
from agent.adapters.rooms import STAGING, Building, Ids, Report, Room, root_of

_STATUS_BYTES = 4096  # bubblewrap writes two short lines
_INIT = f"{STAGING}/init"
_FREE = 10  # descriptors from here on are wanted by nobody


def _start(room: Room, ids: Ids, descriptors: dict[int, int]) -> tuple[int, int]:
    """Start a room's bubblewrap; returns its process id and the descriptor that tells how it went."""
    ready, says_ready = os.pipe()
    hears_go, go = os.pipe()
    status, says_status = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(go)
            _become(room, says_ready, hears_go)
            _exec(room, descriptors, says_status)
        except OSError as error:
            os.write(2, f"launcher: {error}\n".encode())
        finally:
            os._exit(1)
    for descriptor in (says_ready, hears_go, says_status):
        os.close(descriptor)
    if os.read(ready, 1) != b"y":
        raise StepError("user-namespace", "the inner user namespace was refused")
    with step("id-map"):
        Path(f"/proc/{child}/uid_map").write_text(f"0 {ids['uid']} {ids['count']}", encoding="ascii")
        Path(f"/proc/{child}/gid_map").write_text(f"0 {ids['gid']} {ids['count']}", encoding="ascii")
    os.write(go, b"y")
    os.close(go)
    os.close(ready)
    return child, status


def _become(room: Room, ready: int, go: int) -> None:
    """Enter the inner user namespace, and be the room's user in it."""
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")  # when memory runs out, this goes first
    unshare(CLONE_NEWUSER)
    os.write(ready, b"y")
    if os.read(go, 1) != b"y":
        os._exit(1)
    os.setgroups([])
    if room["uid"] == 0:  # bubblewrap adds no user namespace of its own here, so nothing else may
        Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    os.setresgid(room["uid"], room["uid"], room["uid"])
    os.setresuid(room["uid"], room["uid"], room["uid"])


def _exec(room: Room, descriptors: dict[int, int], status: int) -> NoReturn:
    # Set in the inner namespace: set outside, processes of the machine's root would count too.
    for name, value in room["limits"].items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (allowed, allowed))
    # Out of the way first: what is held may have a number that is wanted.
    status = fcntl.fcntl(status, fcntl.F_DUPFD, _FREE)
    moved = {inside: fcntl.fcntl(held, fcntl.F_DUPFD_CLOEXEC, _FREE) for inside, held in descriptors.items()}
    for inside, held in moved.items():
        os.dup2(held, inside)
    program, *arguments = room["argv"]
    os.execve(_INIT, [program, "--json-status-fd", str(status), *arguments], {})  # noqa: S606  (no shell is wanted)


def _serve_beside(building: Building, room: Room, log: int) -> int:
    """Start the room beside the main one with a socket that only the main one can see."""
    path = Path(root_of(building["main"]["name"]) + building["socket"])
    with step("socket"), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        path.parent.mkdir(parents=True, exist_ok=True)
        listening.bind(str(path))
        path.chmod(0o666)
        listening.listen(64)
        nothing = os.open(os.devnull, os.O_RDWR)
        return _start(room, building["ids"], {0: nothing, 1: log, 2: log, 3: listening.fileno()})[0]


def _exit_code(status: int) -> int | None:
    """What bubblewrap says its command ended with; ``None`` when it never got that far."""
    os.set_blocking(status, False)  # all is said by now, and what it left behind may hold the other end
    with os.fdopen(status, "rb", buffering=0) as stream:
        for line in (stream.read(_STATUS_BYTES) or b"").splitlines():
            with suppress(ValueError):
                code = json.loads(line).get("exit-code")
                if code is not None:
                    return int(code)
    return None


def _wait(main: int, beside: int | None) -> bool:
    """Wait for the main room; returns whether the one beside it ended first."""
    ended_first = False
    while True:
        pid, _ = os.wait()
        if pid == main:
            return ended_first
        ended_first = ended_first or pid == beside


def _run(building: Building) -> Report:
    main, beside, ids = building["main"], building["beside"], building["ids"]
    rooms = [main] if beside is None else [main, beside]
    sources = open_sources(rooms)
    with step("staging"):
        mount("tmpfs", STAGING, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
        # The name of a room's first process. Ansible takes any other for a service manager's, and this for none.
        Path(_INIT).symlink_to(main["argv"][0])
    copied = [furnish(room, sources, ids) for room in rooms]
    log = os.memfd_create("log")
    beside_pid = None if beside is None else _serve_beside(building, beside, log)
    results = building["results"]
    main_pid, status = _start(main, ids, {} if results is None else {3: results})
    ended_first = _wait(main_pid, beside_pid)
    code = _exit_code(status)
    report = Report(step="bubblewrap", detail="") if code is None else Report(returncode=code, copied=any(copied))
    if ended_first:
        report["beside"] = os.pread(log, _STATUS_BYTES, 0).decode(errors="replace")
    return report


def _init(building: Building, reporting: int) -> NoReturn:
    """Be the first process of the namespace that holds the rooms, and report how it went."""
    try:
        report = _run(building)
    except StepError as error:
        report = Report(step=error.step, detail=error.detail)
    os.write(reporting, json.dumps(report).encode())
    os._exit(0)


def main() -> None:
    """Run the building whose description is on the descriptor of the first argument; report on that of the second."""
    described, reporting = int(sys.argv[1]), int(sys.argv[2])
    os.umask(0o022)
    with os.fdopen(described, "rb") as stream:
        building: Building = json.load(stream)
    for descriptor in (reporting, building["results"]):
        if descriptor is not None:
            os.set_inheritable(descriptor, False)
    try:
        if building["map_commands"]:
            enter_user_namespace(building["map_commands"])
        die_with_parent()
        if os.getppid() != building["parent"]:
            return
        enter_private_mounts()
        init = fork_init()
        if init == 0:
            _init(building, reporting)
    except StepError as error:
        os.write(reporting, json.dumps(Report(step=error.step, detail=error.detail)).encode())
        return
    signal.signal(signal.SIGTERM, lambda _number, _frame: os.kill(init, signal.SIGKILL))
    os.waitpid(init, 0)
