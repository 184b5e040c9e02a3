"""What the launcher is told: the rooms to build, as plain values that travel as JSON. Stdlib only.

A room is a private root with one bubblewrap in it. The controller is one, an instance is another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

STAGING = "/tmp"  # noqa: S108  (in the launcher's own mount namespace, covered by a tmpfs of its own)
"""Where rooms stand while they are built; a room's root is ``STAGING/NAME``."""

_SHARED_MEMORY = 256 << 20


class Bind(TypedDict):
    """A file or folder of the host as it appears in a room; a writable one is handed over to the room's root."""

    source: str
    target: str
    writable: bool


class Base(TypedDict):
    """What a room's root begins with: the folder ``path``, copied by the program ``cp`` where it can't be overlaid."""

    path: str
    cp: str


class Room(TypedDict):
    """A private root, and what runs in it.

    Attributes:
        name: names it in messages and is its folder's name while it is built.
        uid: user and group id that bubblewrap starts as.
        argv: bubblewrap and its arguments.
        size: bytes that can be written in it.
        base: what its root begins with; ``None`` for an empty one.
        folders: folders that belong to the user inside, with their mode.
        files: small files and their text.
        links: symbolic links and what they say.
        binds: what is bound in.
        limits: names of ``resource.RLIMIT_*`` and their values.
    """

    name: str
    uid: int
    argv: list[str]
    size: int
    base: Base | None
    folders: dict[str, int]
    files: dict[str, str]
    links: dict[str, str]
    binds: list[Bind]
    limits: dict[str, int]


class Ids(TypedDict):
    """The ids a room gets, as the launcher's outer stage counts them: ``uid`` and ``gid`` are 0 inside."""

    uid: int
    gid: int
    count: int


class Building(TypedDict):
    """All that the launcher is told.

    Attributes:
        parent: process it dies with.
        ids: what each room gets.
        map_commands: for an ordinary user, the commands that map the outer user namespace; empty as root.
        main: the room whose end is the end.
        beside: the room that runs beside it, if any.
        socket: path in the main room of the socket on which the room beside it serves, as its descriptor 3.
        results: descriptor of the launcher that becomes descriptor 3 in the main room; ``None`` for none.
    """

    parent: int
    ids: Ids
    map_commands: list[list[str]]
    main: Room
    beside: Room | None
    socket: str
    results: int | None


class Report(TypedDict, total=False):
    """What the launcher says at the end: either how the main room ended, or which step failed and why.

    ``beside`` tells what the other room said when it ended before the main one, ``copied`` whether a base was copied.
    """

    returncode: int
    copied: bool
    step: str
    detail: str
    beside: str


def root_of(name: str) -> str:
    """Where a room stands while it is built."""
    return f"{STAGING}/{name}"


def bubblewrap_argv(bwrap: str, name: str, options: Sequence[str], argv: Sequence[str]) -> list[str]:
    """Bubblewrap's command line for a room: its root with its own /proc and /dev, and namespaces for all but users.

    ``options`` are the room's own.
    """
    return [
        bwrap,
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
        *("--new-session", "--die-with-parent", "--hostname", name, "--bind", root_of(name), "/", "--proc", "/proc"),
        # Bubblewrap's own /dev could be filled until the machine's memory is full.
        *("--dev", "/dev", "--perms", "1777", "--size", str(_SHARED_MEMORY), "--tmpfs", "/dev/shm"),  # noqa: S108
        *("--remount-ro", "/dev", "--clearenv", *options, "--", *argv),
    ]
