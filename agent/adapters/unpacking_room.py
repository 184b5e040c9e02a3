"""A room in which one folder of this machine can be filled, with subordinate ids as owners."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent.adapters import programs
from agent.adapters.controller_room import limits_for, system
from agent.adapters.rooms import Bind, Room, bubblewrap_argv
from agent.ports import Limits

NAME = "unpacking"
_CAPABILITIES = ("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID")


def unpacking_room(argv: Sequence[str], target: Path, limits: Limits, tarball: Path | None = None) -> Room:
    """The room in which ``argv`` sees the folder ``target`` as ``/target``, and a tar file as ``/root.tar``.

    The folder itself then belongs to the first subordinate id.

    Raises:
        SandboxUnavailable: bubblewrap is not installed.
    """
    binds, links = system()
    binds.append(Bind(source=str(target), target="/target", writable=True))
    if tarball is not None:
        binds.append(Bind(source=str(tarball), target="/root.tar", writable=False))
    added = [part for capability in _CAPABILITIES for part in ("--cap-add", capability)]
    return Room(
        name=NAME,
        uid=0,
        argv=bubblewrap_argv(programs.find("bwrap"), NAME, ["--cap-drop", "ALL", *added], argv),
        size=1 << 20,
        base=None,
        folders={"/proc": 0o755, "/dev": 0o755},
        files={},
        links=links,
        binds=binds,
        limits=limits_for(limits),
    )
