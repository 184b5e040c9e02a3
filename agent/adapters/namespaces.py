"""Namespaces, id maps and mounts: the few system calls that the launcher needs, and nothing else.

Stdlib only: the launcher runs without site-packages.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x00020000, 0x10000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 0x2, 0x4, 0x8, 0x20
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
_PR_SET_PDEATHSIG = 1
_SYS_MOUNT_SETATTR, _AT_RECURSIVE, _AT_FDCWD = 442, 0x8000, -100
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 0x1, 0x2, 0x4
_libc = ctypes.CDLL(None, use_errno=True)


class StepError(Exception):
    """A step of the set-up failed: its stable name, and why."""

    def __init__(self, step: str, detail: str) -> None:
        super().__init__(f"{step}: {detail}")
        self.step = step
        self.detail = detail


@contextmanager
def step(name: str) -> Iterator[None]:
    """Turn an ``OSError`` of the enclosed lines into a :class:`StepError` of this name."""
    try:
        yield
    except OSError as error:
        raise StepError(name, str(error)) from error


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def unshare(flags: int) -> None:
    """Enter new namespaces."""
    _checked(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount ``source`` on ``target``."""
    arguments = (os.fsencode(source), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), os.fsencode(data))
    _checked(_libc.mount(*arguments), target)


def protect(target: str, *, writable: bool) -> None:
    """Set a mount tree nosuid, nodev and (unless writable) read-only; no namespace below can take that back."""
    flags = _ATTR_NOSUID | _ATTR_NODEV | (0 if writable else _ATTR_RDONLY)
    attributes = (ctypes.c_uint64 * 4)(flags, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    number, flag = ctypes.c_long(_SYS_MOUNT_SETATTR), ctypes.c_uint(_AT_RECURSIVE)
    _checked(_libc.syscall(number, _AT_FDCWD, os.fsencode(target), flag, ctypes.byref(attributes), size), target)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies. A later change of ids clears it."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def enter_private_mounts() -> None:
    """Get a mount namespace of one's own; what is mounted in it is seen nowhere else."""
    with step("mount-namespace"):
        unshare(CLONE_NEWNS)
        mount("none", "/", flags=MS_REC | MS_PRIVATE)


def fork_init() -> int:
    """Fork a child that is the first process of a new pid namespace, with a /proc of its own; return as ``fork`` does.

    When the child ends, the kernel kills all that it started, however it was started, before anyone hears of its end.
    It dies with the parent.
    """
    with step("pid-namespace"):
        unshare(CLONE_NEWPID)
    alive, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(held)
        die_with_parent()
        if select.select([alive], [], [], 0)[0]:  # the parent was gone before the kernel was told
            os._exit(1)
        with step("proc"):
            mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    os.close(alive)
    return child


def enter_user_namespace(map_commands: Sequence[Sequence[str]]) -> None:
    """Become root of a new user namespace.

    Args:
        map_commands: newuidmap and newgidmap with the ranges to map; this process's id is put in as first argument.
    """
    me, (reading, writing) = os.getpid(), os.pipe()
    helper = os.fork()
    if helper == 0:  # stays outside: the maps have to be written from there
        os.close(writing)
        os.read(reading, 1)
        for program, *ranges in map_commands:
            if os.spawnv(os.P_WAIT, program, [program, str(me), *ranges]) != 0:  # noqa: S606  (no shell is wanted)
                os._exit(1)
        os._exit(0)
    os.close(reading)
    with step("user-namespace"):
        unshare(CLONE_NEWUSER)
    os.close(writing)
    if os.waitpid(helper, 0)[1] != 0:
        raise StepError("id-map", "newuidmap or newgidmap refused the subordinate range")
    with step("id-map"):
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)


def in_initial_user_namespace() -> bool:
    """Whether ids here are the machine's own."""
    return Path("/proc/self/uid_map").read_text(encoding="ascii").split() == ["0", "0", "4294967295"]
