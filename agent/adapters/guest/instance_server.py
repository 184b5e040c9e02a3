"""Runs commands in an instance. Stdlib only; works with the instance's own Python, 3.9 or newer.

Serves the listening socket that is descriptor 3. One command a connection: a frame with the request, a frame with its
standard input; back come a frame with the result, one with standard output and one with standard error. A frame is a
length of eight bytes, big end first, and so many bytes; requests and results are JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import subprocess
import tempfile
import threading
from io import BufferedRWPair
from pathlib import Path
from typing import IO

LISTENING = 3
REQUEST_LIMIT = 1 << 20
INPUT_LIMIT = 256 << 20
OUTPUT_LIMIT = 64 << 20
CONNECTIONS = 64
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "USER": "root",
    "LOGNAME": "root",
    "SHELL": "/bin/sh",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
_CHUNK = 1 << 16
_PR_CAPBSET_READ, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 23, 24, 47, 4
_CAPABILITY_COUNT = 64


def receive(stream: BufferedRWPair, limit: int, into: IO[bytes]) -> None:
    """Copy one frame of at most ``limit`` bytes into a file, and go back to the file's begin."""
    (size,) = struct.unpack(">Q", stream.read(8))
    if size > limit:
        raise ValueError(f"a frame of {size} bytes, {limit} allowed")
    while size:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            raise ValueError("the connection ended inside a frame")
        into.write(chunk)
        size -= len(chunk)
    into.seek(0)


def send(stream: BufferedRWPair, data: bytes) -> None:
    """Write one frame."""
    stream.write(struct.pack(">Q", len(data)) + data)


def send_file(stream: BufferedRWPair, file: IO[bytes]) -> None:
    """Write the begin of a file as one frame; a process left behind may still write to it."""
    size = left = min(os.fstat(file.fileno()).st_size, OUTPUT_LIMIT)
    stream.write(struct.pack(">Q", size))
    file.seek(0)
    while left:
        chunk = file.read(min(left, _CHUNK)) or bytes(min(left, _CHUNK))  # it was cut meanwhile
        stream.write(chunk)
        left -= len(chunk)


def run(command: str, given: IO[bytes], out: IO[bytes], err: IO[bytes]) -> dict[str, object]:
    """Run a shell command.

    Its output goes to files: a service left in the background keeps them open, and nobody waits for it.
    """
    code = subprocess.call(
        ["/bin/sh", "-c", command],
        stdin=given,
        stdout=out,
        stderr=err,
        cwd="/root",
        env=ENVIRONMENT,
        start_new_session=True,
    )
    largest = max(os.fstat(file.fileno()).st_size for file in (out, err))
    return {"returncode": code, "truncated": largest > OUTPUT_LIMIT}


def answer(stream: BufferedRWPair) -> None:
    """Run the command that a connection asks for."""
    with tempfile.TemporaryFile() as request, tempfile.TemporaryFile() as given:
        receive(stream, REQUEST_LIMIT, request)
        receive(stream, INPUT_LIMIT, given)
        command = json.loads(request.read().decode())["command"]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            send(stream, json.dumps(run(command, given, out, err)).encode())
            send_file(stream, out)
            send_file(stream, err)
    stream.flush()


def serve(connection: socket.socket, places: threading.Semaphore) -> None:
    """Answer one connection; a broken one concerns nobody else."""
    try:
        with connection, connection.makefile("rwb") as stream:
            answer(stream)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, struct.error) as error:
        os.write(2, f"instance server: {error}\n".encode())
    finally:
        places.release()


def give_up_capabilities() -> None:
    """Make sure that what this process may not do, no program it runs can come to do."""
    libc = ctypes.CDLL(None, use_errno=True)
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    held = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))
    for number in range(_CAPABILITY_COUNT):
        if not held >> number & 1 and libc.prctl(_PR_CAPBSET_READ, number, 0, 0, 0) == 1:
            libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)
    libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)


def main() -> None:
    """Serve until killed."""
    give_up_capabilities()
    places = threading.Semaphore(CONNECTIONS)
    with socket.socket(fileno=LISTENING) as listening:
        os.set_inheritable(LISTENING, False)
        while True:
            places.acquire()
            connection, _ = listening.accept()
            threading.Thread(target=serve, args=(connection, places), daemon=True).start()


if __name__ == "__main__":
    main()
