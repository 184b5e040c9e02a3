"""The instance's room: a disposable root of the target's distribution, in which the controller is root."""

from __future__ import annotations

from pathlib import Path

from agent.adapters import programs
from agent.adapters.controller_room import limits_for
from agent.adapters.rooms import Base, Bind, Ids, Room, bubblewrap_argv
from agent.errors import SandboxUnavailable
from agent.ports import Limits

NAME = "instance"
_SERVER = Path(__file__).parent / "guest" / "instance_server.py"
_SERVER_INSIDE = "/run/syncopate/instance_server.py"

# What a container engine gives; never SYS_ADMIN, SYS_PTRACE, MKNOD or SYS_MODULE.
_CAPABILITIES = (
    *("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID"),
    *("CAP_SETPCAP", "CAP_SETFCAP", "CAP_SYS_CHROOT", "CAP_NET_BIND_SERVICE", "CAP_AUDIT_WRITE"),
)


def instance_room(base: Path, limits: Limits, ids: Ids) -> Room:
    """The room of an instance over ``base``; ``ids`` are the subordinate ones, as the machine counts.

    Raises:
        SandboxUnavailable: there is no base, or it was unpacked for other ids; or bubblewrap or cp is not installed.
    """
    try:
        owner = base.stat().st_uid
    except OSError as error:
        raise SandboxUnavailable(
            f"there is no instance to run in: {error.strerror}", where=str(base), hint="Build it: make setup"
        ) from error
    if owner != ids["uid"]:
        raise SandboxUnavailable(
            f"the instance belongs to id {owner}, your subordinate ids begin at {ids['uid']}",
            where=str(base),
            hint="Build your own: make setup",
        )
    return Room(
        name=NAME,
        uid=0,
        argv=_argv(),
        size=limits.file_mb << 20,
        base=Base(path=str(base.absolute()), cp=programs.find("cp")),
        folders={},
        files={},
        links={},
        binds=[Bind(source=str(_SERVER), target=_SERVER_INSIDE, writable=False)],
        limits=limits_for(limits),
    )


def _argv() -> list[str]:
    added = [part for capability in _CAPABILITIES for part in ("--cap-add", capability)]
    options = ["--cap-drop", "ALL", *added, "--chdir", "/root"]
    server = ("/usr/bin/python3", "-I", "-S", _SERVER_INSIDE)
    return bubblewrap_argv(programs.find("bwrap"), NAME, options, server)
