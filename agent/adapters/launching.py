"""Starts the launcher, feeds and drains it, and ends it: whatever happens here, nothing is left running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from typing import IO, cast

from agent.adapters import subordinate
from agent.adapters.pipes import Drain, Feed, Pipes
from agent.adapters.rooms import Building, Report, Room
from agent.errors import SandboxError, SandboxUnavailable
from agent.ports import Completed, Limits

SOCKET = "/run/syncopate/instance.sock"
"""Where the room beside the main one is reached, in the main one."""

_PACKAGE_ROOT = Path(__file__).parents[2]
_REPORT_BYTES = 65536
_GRACE = 10.0  # seconds for the kernel to end what was killed

# What bubblewrap says when all is built and the command's own program or folder is not there.
_ASKED_FOR = ("bwrap: execvp ", "bwrap: Can't chdir ")

_HINTS = {
    "user-namespace": (
        "User namespaces are refused. Allow them: sysctl user.max_user_namespaces=15000; on old Debian kernels "
        "kernel.unprivileged_userns_clone=1; on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0."
    ),
    "mount-namespace": "Mount namespaces are refused. A container needs CAP_SYS_ADMIN for them.",
    "pid-namespace": "Pid namespaces are refused. A container needs CAP_SYS_ADMIN for them.",
    "proc": "A /proc can't be mounted, mostly because a container covers parts of its own. Run it outside of one.",
    "id-map": "Check the ranges in /etc/subuid and /etc/subgid, and that newuidmap and newgidmap are setuid root.",
    "copy": "The base instance is copied into memory where the kernel refuses an overlay: free some (about 400 MB).",
    "bubblewrap": "See what is missing: syncopate doctor",
}


def launch(main: Room, beside: Room | None, *, stdin: bytes, results: bool, limits: Limits) -> Completed:
    """Run a room to its end or to the limits, with another beside it.

    Args:
        main: the room whose end is the end.
        beside: a room that serves ``SOCKET``, or ``None``.
        stdin: what the main room's command reads.
        results: whether that command gets a pipe for results as its descriptor 3.
        limits: how long it may take and how much it may say.

    Raises:
        SandboxUnavailable: this machine can't isolate; nothing ran.
        SandboxError: the sandbox broke around the command.
    """
    began = time.monotonic()
    ids, map_commands = subordinate.as_seen_by_launcher(subordinate.outside())
    with ExitStack() as stack:
        result_pipe, report_pipe = _Pipe(stack), _Pipe(stack)
        building = Building(
            parent=os.getpid(),
            ids=ids,
            map_commands=map_commands,
            main=main,
            beside=beside,
            socket=SOCKET,
            results=result_pipe.writing.fileno() if results else None,
        )
        described = stack.enter_context(_described(building))
        process = _start(described, report_pipe.writing, [result_pipe.writing] if results else [])
        stack.callback(_end, process)
        for handed_over in (described, report_pipe.writing, result_pipe.writing):
            handed_over.close()
        streams = (process.stdout, process.stderr, result_pipe.reading)
        out, err, result = (Drain(_raw(stream), limits.output_mb << 20) for stream in streams)
        report = Drain(report_pipe.reading, _REPORT_BYTES)
        pipes = stack.enter_context(Pipes([Feed(_raw(process.stdin), stdin)], [out, err, result, report]))
        in_time = pipes.run(limits.seconds)
        if not in_time:
            process.send_signal(signal.SIGTERM)
            pipes.run(_GRACE)
    ended = _ended(report.kept, err.kept) if in_time else Report(returncode=-signal.SIGKILL, copied=False)
    return Completed(
        returncode=ended["returncode"],
        stdout=out.kept,
        stderr=err.kept,
        results=result.kept,
        seconds=time.monotonic() - began,
        timed_out=not in_time,
        truncated=out.truncated or err.truncated or result.truncated,
        copied=ended["copied"],
    )


def bare_interpreter(module: str) -> list[str]:
    """The command that calls ``main`` of a stdlib-only module of ours, with nothing else of ours or others' loaded."""
    # Appended, so that nothing beside our package stands before the standard library.
    code = f"import sys; sys.path.append({str(_PACKAGE_ROOT)!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-S", "-c", code]


class _Pipe:
    def __init__(self, stack: ExitStack) -> None:
        reading, writing = os.pipe()
        self.reading = stack.enter_context(FileIO(reading, "r"))
        self.writing = stack.enter_context(FileIO(writing, "w"))


def _raw(stream: IO[bytes] | FileIO | None) -> FileIO:
    return cast("FileIO", stream)  # unbuffered, so Popen's streams are this


def _described(building: Building) -> FileIO:
    file = FileIO(os.memfd_create("building"), "r+")
    file.write(json.dumps(building).encode())
    file.seek(0)
    return file


def _start(described: FileIO, report: FileIO, others: list[FileIO]) -> subprocess.Popen[bytes]:
    descriptors = [file.fileno() for file in (described, report, *others)]
    arguments = (str(described.fileno()), str(report.fileno()))
    return subprocess.Popen(
        [*bare_interpreter("agent.adapters.launcher"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        pass_fds=descriptors,
        env={},
        cwd="/",
        start_new_session=True,  # Ctrl-C is for us; we end the launcher
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have the launcher end its rooms; kill it if it doesn't."""
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _ended(written: bytes, stderr: bytes) -> Report:
    """How the main room's command ended, by the launcher's report."""
    said = stderr[-2000:].decode(errors="replace").strip()
    if not written:
        raise SandboxError(f"the launcher ended without a report: {said or 'it said nothing'}")
    report: Report = json.loads(written)
    if "beside" in report:
        raise SandboxError(f"the instance ended before the command: {report['beside'].strip() or said}")
    if "returncode" in report:
        return report
    if said.startswith(_ASKED_FOR):
        raise SandboxError(f"the sandbox does not hold what the command needs: {said.removeprefix('bwrap: ')}")
    step, detail = report["step"], report["detail"] or said
    error = SandboxUnavailable if step in _HINTS else SandboxError
    raise error(f"the sandbox could not be built ({step}): {detail}", hint=_HINTS.get(step, ""))
