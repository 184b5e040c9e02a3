"""What this machine lacks for isolation, found by trying. For ``syncopate doctor``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.adapters import programs, subordinate
from agent.adapters.bubblewrap import SOCKET, BubblewrapSandbox
from agent.adapters.instances import DebianKind, base_root
from agent.errors import SandboxError, SyncopateError
from agent.ports import Command, Limits, Sandbox

_LIMITS = Limits(seconds=20)
_KNOCK = ("python3", "-I", "-c", f"import socket; socket.socket(socket.AF_UNIX).connect({SOCKET!r})")


@dataclass(frozen=True)
class Check:
    """Something the machine has or lacks.

    Attributes:
        name: what was looked at.
        ok: whether it is as it should be.
        detail: what was found, or what is wrong.
        hint: what to do when it is wrong.
        required: whether the main job needs it.
    """

    name: str
    ok: bool
    detail: str
    hint: str = ""
    required: bool = True


def diagnose(kind: DebianKind, folder: Path) -> tuple[Check, ...]:
    """Look at the programs, the subordinate ids, the sandbox, and the instance ``kind`` built in ``folder``."""
    sandbox = BubblewrapSandbox()
    return (
        *(
            _attempt(program.name, partial(programs.find, program.name), required=program.required)
            for program in programs.PROGRAMS.values()
        ),
        _attempt("subordinate ids", _describe_ids),
        _attempt("sandbox", lambda: _try_out(sandbox, None)),
        _attempt(f"instance {kind.name}", lambda: _try_out(sandbox, base_root(kind, folder))),
    )


def _attempt(name: str, find_out: Callable[[], str], *, required: bool = True) -> Check:
    try:
        return Check(name, ok=True, detail=find_out(), required=required)
    except SyncopateError as error:
        detail = f"{error.where}: {error.what}" if error.where else error.what
        return Check(name, ok=False, detail=detail, hint=error.hint, required=required)


def _describe_ids() -> str:
    ids = subordinate.outside()
    return f"users from {ids['uid']}, groups from {ids['gid']}, {ids['count']} of each"


def _try_out(sandbox: Sandbox, instance: Path | None) -> str:
    done = sandbox.run(Command(argv=_KNOCK if instance else ("true",), instance=instance, limits=_LIMITS))
    if done.returncode != 0:
        raise SandboxError(f"a harmless command failed in it: {done.stderr.decode(errors='replace').strip()}")
    return f"works, {'by copying: ' if done.copied else ''}{done.seconds:.2f} s a run"
