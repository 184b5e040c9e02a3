"""The subordinate ids that sandboxes get: never the machine's root, never the invoking user."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable
from pathlib import Path

from agent.adapters import programs
from agent.adapters.rooms import Ids
from agent.errors import SandboxUnavailable

COUNT = 65536
"""Ids of a sandbox: what a distribution's own users need, ``nobody`` (65534) included."""

DEFAULT_FIRST = 0x70000000
"""First id for root where /etc/subuid has no entry for it; systemd's table of ids keeps these for nobody."""

_FILES = {"uid": Path("/etc/subuid"), "gid": Path("/etc/subgid")}


def _user() -> tuple[str, int]:
    uid = os.geteuid()
    try:
        return pwd.getpwuid(uid).pw_name, uid
    except KeyError:
        return str(uid), uid


def first_of(lines: Iterable[str], name: str, uid: int) -> int | None:
    """First id of the first range that is long enough, in the format of subuid(5)."""
    for line in lines:
        owner, _, numbers = line.strip().partition(":")
        first, _, count = numbers.partition(":")
        if owner in (name, str(uid)) and first.isdecimal() and count.isdecimal() and int(count) >= COUNT:
            return int(first)
    return None


def _first(kind: str) -> int:
    path, (name, uid) = _FILES[kind], _user()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    first = first_of(lines, name, uid)
    if uid == 0:
        return _mapped_here(kind, DEFAULT_FIRST if first is None else first)
    if first is None:
        raise SandboxUnavailable(
            f"{name} has no range of {COUNT} subordinate {kind}s",
            where=str(path),
            hint=f"As root: usermod --add-sub{kind}s 100000-165535 {name} (any range that is free).",
        )
    return first


def covers(id_map: str, first: int) -> bool:
    """Whether a user namespace with this map, in the format of uid_map, holds the whole range that begins there."""
    ranges = [[int(number) for number in line.split()] for line in id_map.splitlines()]
    return any(inside <= first and first + COUNT <= inside + count for inside, _, count in ranges)


def _mapped_here(kind: str, first: int) -> int:
    path = Path(f"/proc/self/{kind}_map")
    if covers(path.read_text(encoding="ascii"), first):
        return first
    raise SandboxUnavailable(
        f"this root can't give away {kind}s from {first} on: it is confined to a user namespace without them",
        where=str(path),
        hint=f"Name {COUNT} ids that it has: root:FIRST:{COUNT} in {_FILES[kind]}, or give the container more of them.",
    )


def outside() -> Ids:
    """The range as the machine counts.

    Raises:
        SandboxUnavailable: the invoking user has none.
    """
    return Ids(uid=_first("uid"), gid=_first("gid"), count=COUNT)


def as_seen_by_launcher(ids: Ids) -> tuple[Ids, list[list[str]]]:
    """The range as the launcher's outer stage counts, and the commands that map it there.

    Root needs no such stage. An ordinary user's has its own id as 0 and the range from 1 on.

    Raises:
        SandboxUnavailable: newuidmap or newgidmap is not installed.
    """
    if os.geteuid() == 0:
        return ids, []
    commands = [
        [programs.find(program), "0", str(own), "1", "1", str(first), str(COUNT)]
        for program, own, first in (
            ("newuidmap", os.geteuid(), ids["uid"]),
            ("newgidmap", os.getegid(), ids["gid"]),
        )
    ]
    return Ids(uid=1, gid=1, count=COUNT), commands
