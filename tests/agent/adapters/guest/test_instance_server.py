"""The server's frames; what it runs is tested inside a real instance."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
from contextlib import closing

import pytest

from agent.adapters.guest import instance_server


def frame(data: bytes) -> bytes:
    return struct.pack(">Q", len(data)) + data


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Send bytes to a server, return all it answers."""
    real = instance_server.subprocess.call
    monkeypatch.setattr(instance_server.subprocess, "call", lambda *a, **k: real(*a, **{**k, "cwd": tmp_path}))

    def send(data: bytes) -> bytes:
        ours, theirs = socket.socketpair()
        places = threading.Semaphore(0)
        thread = threading.Thread(target=instance_server.serve, args=(theirs, places))
        thread.start()
        with closing(ours):
            ours.sendall(data)
            ours.shutdown(socket.SHUT_WR)
            with ours.makefile("rb") as stream:
                answer = stream.read()
        thread.join(10)
        assert places.acquire(blocking=False)
        return answer

    return send


def frames(data: bytes) -> list[bytes]:
    stream, found = io.BytesIO(data), []
    while head := stream.read(8):
        found.append(stream.read(struct.unpack(">Q", head)[0]))
    return found


def test_runs_a_command(ask):
    answer = ask(frame(json.dumps({"command": "cat; echo error >&2; exit 3"}).encode()) + frame(b"given"))
    head, out, err = frames(answer)
    assert json.loads(head) == {"returncode": 3, "truncated": False}
    assert (out, err) == (b"given", b"error\n")


def test_does_not_wait_for_what_stays_in_the_background(ask):
    answer = ask(frame(json.dumps({"command": "sleep 4 & echo done"}).encode()) + frame(b""))
    assert frames(answer)[1] == b"done\n"


def test_cuts_what_is_too_long(ask, monkeypatch):
    monkeypatch.setattr(instance_server, "OUTPUT_LIMIT", 10)
    head, out, _ = frames(ask(frame(json.dumps({"command": "head -c 100 /dev/zero"}).encode()) + frame(b"")))
    assert json.loads(head)["truncated"] is True
    assert out == bytes(10)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        struct.pack(">Q", 1 << 62),
        frame(b"not json") + frame(b""),
        frame(b"{}") + frame(b""),
        frame(b"3") + frame(b""),
        frame(b'{"command": "true"}'),
        frame(b'{"command": "true"}') + struct.pack(">Q", 5) + b"x",
        frame(b'{"command": 3}') + frame(b""),
        frame(b"[" * 100000) + frame(b""),
    ],
)
def test_nonsense_ends_its_own_connection_only(ask, data):
    assert ask(data) == b""
