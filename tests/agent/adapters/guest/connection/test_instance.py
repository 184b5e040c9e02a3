"""The connection plugin under a real Ansible, and against an instance that lies."""

from __future__ import annotations

import json
import socket
import struct
import threading

import pytest
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader

from agent.adapters import bubblewrap
from agent.ports import Command, Limits

PLAYBOOK = """
- hosts: all
  gather_facts: true
  tasks:
    - name: distribution
      ansible.builtin.assert:
        that:
          - ansible_facts.distribution == 'Debian'
          - ansible_facts.distribution_major_version == '12'
          - ansible_facts.user_id == 'root'
          - ansible_facts.service_mgr == 'systemd'
    - name: user
      become: true
      ansible.builtin.user: {name: alice}
    - name: file
      become: true
      ansible.builtin.copy: {content: "hello\\n", dest: /home/alice/hello, owner: alice, group: alice, mode: "0600"}
    - name: another user
      become: true
      become_user: alice
      ansible.builtin.command: cat /home/alice/hello
      register: seen
    - name: large file
      ansible.builtin.copy: {src: /work/large, dest: /root/large, mode: "0600"}
    - name: back
      ansible.builtin.fetch: {src: /root/large, dest: /work/back, flat: true}
    - name: package
      become: true
      ansible.builtin.apt: {name: htop}
      check_mode: true
      register: package
    - name: service
      ansible.builtin.service: {name: systemd-networkd, enabled: true}
      register: service
    - name: report
      ansible.builtin.assert:
        that: [seen.stdout == 'hello', package is changed, service is changed]
"""

SCRIPT = """set -e
cat > play.yml
head -c 3000000 /dev/urandom > large
printf '%s\\n' 'instance ansible_connection=instance ansible_python_interpreter=/usr/bin/python3' > inventory
ansible instance -i inventory -m ansible.builtin.ping >&2
ansible-playbook -i inventory play.yml >&2
cmp large back
test ! -e /root/large
"""


@pytest.mark.parametrize("pipelining", ["true", "false"])
def test_a_playbook_with_become(sandbox, base, pipelining):
    env = {"ANSIBLE_CONNECTION_PLUGINS": bubblewrap.CONNECTION_PLUGINS, "ANSIBLE_PIPELINING": pipelining}
    done = sandbox.run(
        Command(argv=("sh", "-c", SCRIPT), stdin=PLAYBOOK.encode(), env=env, instance=base, limits=Limits(seconds=120))
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    assert b"SUCCESS" in done.stderr
    assert b"failed=0" in done.stderr


@pytest.fixture
def connection():
    connection_loader.add_directory(str(bubblewrap._PLUGINS))
    return connection_loader.get("instance", PlayContext(), None)


@pytest.fixture
def answering(tmp_path, connection):
    """Let the connection talk to a server that sends these bytes back."""

    def start(reply: bytes) -> None:
        path = tmp_path / "s"
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            with listening, listening.accept()[0] as end:
                end.recv(1 << 16)
                end.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        connection.set_options(direct={"socket": str(path)})

    return start


def frame(data: bytes) -> bytes:
    return struct.pack(">Q", len(data)) + data


def answer(**result) -> bytes:
    return frame(json.dumps(result).encode()) + frame(b"out") + frame(b"err")


def test_a_plain_answer(connection, answering):
    answering(answer(returncode=3, truncated=False))
    assert connection.exec_command("x") == (3, b"out", b"err")


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\0\0",
        struct.pack(">Q", 1 << 60),
        frame(b"{}")[:-1],
        frame(b"not json") + frame(b"") + frame(b""),
        frame(b"[]") + frame(b"") + frame(b""),
        frame(b"{}") + frame(b"") + frame(b""),
        frame(b'{"returncode": "0"}') + frame(b"") + frame(b""),
        answer(returncode=0, truncated=False)[:-2],
        answer(returncode=0, truncated=True),
        frame(b'{"returncode": 0}') + struct.pack(">Q", (64 << 20) + 1),
        frame(b"\xff"),
        frame(b"[" * 256) + frame(b"") + frame(b""),
        frame(b"[" * 257),
    ],
)
def test_an_instance_that_lies_is_unreachable(connection, answering, reply):
    answering(reply)
    with pytest.raises(AnsibleConnectionFailure, match="did not answer"):
        connection.exec_command("x")


def test_no_instance_is_unreachable(connection, tmp_path):
    connection.set_options(direct={"socket": str(tmp_path / "none")})
    with pytest.raises(AnsibleConnectionFailure, match="did not answer"):
        connection.exec_command("x")


def test_a_file_that_can_not_be_copied(connection, answering, tmp_path):
    (tmp_path / "file").write_text("x")
    answering(answer(returncode=1, truncated=False))
    with pytest.raises(AnsibleError, match="could not write /there in the instance: err"):
        connection.put_file(str(tmp_path / "file"), "/there")
