"""Ansible connection to the instance beside the controller's sandbox."""

from __future__ import annotations

import json
import shlex
import socket
import struct
from io import BufferedRWPair
from pathlib import Path

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.text.converters import to_bytes
from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = """
name: instance
short_description: Run in the instance beside this sandbox
description:
  - Runs commands as root in a disposable instance, over a Unix socket. The other end is not trusted.
author: syncopate
options:
  socket:
    description: Path of the socket.
    type: path
    default: /run/syncopate/instance.sock
    vars:
      - name: ansible_instance_socket
"""

_HEAD = struct.Struct(">Q")
_RESULT_LIMIT = 256
_OUTPUT_LIMIT = 64 << 20


def _frame(data: bytes) -> bytes:
    return _HEAD.pack(len(data)) + data


def _receive(stream: BufferedRWPair, limit: int) -> bytes:
    head = stream.read(_HEAD.size)
    if len(head) != _HEAD.size:
        raise ValueError("it closed the connection")
    (size,) = _HEAD.unpack(head)
    if size > limit:
        raise ValueError(f"it sent a frame of {size} bytes, {limit} allowed")
    data = stream.read(size)
    if len(data) != size:
        raise ValueError("it closed the connection inside a frame")
    return data


def _exchange(stream: BufferedRWPair, command: str, given: bytes) -> tuple[int, bytes, bytes]:
    stream.write(_frame(json.dumps({"command": command}).encode()) + _frame(given))
    stream.flush()
    result = json.loads(_receive(stream, _RESULT_LIMIT))
    out, err = _receive(stream, _OUTPUT_LIMIT), _receive(stream, _OUTPUT_LIMIT)
    if not isinstance(result, dict) or not isinstance(result.get("returncode"), int):
        raise ValueError("its result has no return code")
    if result.get("truncated"):
        raise ValueError("its output is larger than allowed")
    return result["returncode"], out, err


class Connection(ConnectionBase):  # type: ignore[misc]
    """Runs commands and copies files by the server in the instance. Become works with any plugin, from root."""

    transport = "instance"
    has_pipelining = True

    def _connect(self) -> Connection:
        self._connected = True
        return self

    def close(self) -> None:
        """Nothing stays open between commands."""
        self._connected = False

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run a shell command with ``in_data`` as its standard input."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        path = self.get_option("socket")
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
                end.connect(path)
                with end.makefile("rwb") as stream:
                    return _exchange(stream, cmd, to_bytes(in_data or b""))
        except (OSError, ValueError) as error:
            raise AnsibleConnectionFailure(f"the instance at {path} did not answer: {error}") from error

    def put_file(self, in_path: str, out_path: str) -> None:
        """Copy a file into the instance."""
        super().put_file(in_path, out_path)
        code, _, err = self.exec_command(f"cat > {shlex.quote(out_path)}", Path(in_path).read_bytes(), sudoable=False)
        if code != 0:
            raise AnsibleError(f"could not write {out_path} in the instance: {err.decode(errors='replace')}")

    def fetch_file(self, in_path: str, out_path: str) -> None:
        """Copy a file out of the instance."""
        super().fetch_file(in_path, out_path)
        code, out, err = self.exec_command(f"cat {shlex.quote(in_path)}", sudoable=False)
        if code != 0:
            raise AnsibleError(f"could not read {in_path} in the instance: {err.decode(errors='replace')}")
        Path(out_path).write_bytes(out)
