from __future__ import annotations

import os

import pytest

from agent.adapters import instance_room, subordinate
from agent.errors import SandboxError, SandboxUnavailable
from agent.ports import Limits


def test_capabilities_that_lead_out_are_not_given(base):
    ids = {"uid": base.stat().st_uid, "gid": base.stat().st_gid, "count": 65536}
    argv = instance_room.instance_room(base, Limits(), ids)["argv"]
    given = {argv[at + 1] for at, word in enumerate(argv) if word == "--cap-add"}
    assert argv[argv.index("--cap-drop") + 1] == "ALL"
    assert not given & {"ALL", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_MKNOD", "CAP_SYS_MODULE", "CAP_NET_ADMIN"}


def test_other_ids_than_the_base_was_unpacked_for(base):
    ids = {"uid": base.stat().st_uid + 1, "gid": 0, "count": 65536}
    with pytest.raises(SandboxUnavailable, match="subordinate ids begin at") as caught:
        instance_room.instance_room(base, Limits(), ids)
    assert caught.value.where == str(base)


class TestInsideTheInstance:
    def test_root_with_few_capabilities(self, in_instance):
        answer = in_instance("id -u; grep -E 'Cap(Eff|Bnd|Amb)' /proc/self/status; cat /proc/self/uid_map")
        lines = answer["out"].splitlines()
        first = subordinate.outside()["uid"] if os.geteuid() == 0 else None
        allowed = sum(1 << bit for bit in (0, 1, 3, 4, 5, 6, 7, 8, 10, 18, 29, 31))
        assert lines[0] == "0"
        assert [int(line.split()[1], 16) for line in lines[1:4]] == [allowed, allowed, 0]
        assert lines[4].split()[2] == "65536"
        assert first is None or int(lines[4].split()[1]) == first

    @pytest.mark.parametrize(
        "script",
        [
            "mount -t tmpfs none /mnt",
            "mknod /root/null c 1 3",
            "echo x > /proc/sys/kernel/core_pattern",
            "unshare --user true",
            "chroot / mount -t tmpfs none /mnt",
            "ip link set lo down",
            "test -e /run/syncopate/instance.sock",
            "touch /run/syncopate/instance_server.py",
            "ls /tmp/controller",
        ],
    )
    def test_what_its_root_can_not_do(self, in_instance, script):
        assert in_instance(script)["rc"] != 0

    def test_what_its_root_can_do(self, in_instance):
        script = """set -e
            useradd --create-home alice; groupadd audio2; usermod -aG audio2 alice
            su alice -c 'id -un; touch ~/x'; sudo -n -u alice id -un
            mkdir -p /etc/foo; chown alice:audio2 /etc/foo; stat -c %U:%G /etc/foo
            rm -r /usr/share/doc; mkdir /usr/share/doc; ls -A /usr/share/doc; mv /etc/apt /etc/apt2
            systemctl enable systemd-timesyncd 2>/dev/null || systemctl enable systemd-networkd
            test ! -d /run/systemd/system
        """
        answer = in_instance(script)
        assert (answer["rc"], answer["out"].split()) == (0, ["alice", "alice", "alice:audio2"]), answer["err"]

    def test_nothing_it_writes_reaches_the_base(self, in_instance, base):
        answer = in_instance("echo canary > /etc/canary; rm /etc/passwd; echo changed > /etc/hosts; ls /etc/canary")
        assert answer["out"] == "/etc/canary\n"
        assert in_instance("test -e /etc/passwd -a ! -e /etc/canary; grep changed /etc/hosts")["rc"] == 1

    def test_nothing_runs_but_what_is_asked(self, in_instance):
        names = in_instance("cat /proc/[0-9]*/comm")["out"].split()
        assert names == ["init", "python3", "sh"]

    def test_names_of_packages_resolve_offline(self, in_instance):
        answer = in_instance("apt-get --simulate install htop")
        assert answer["rc"] == 0
        assert "Inst htop" in answer["out"]

    def test_no_network(self, in_instance):
        answer = in_instance("ip -o link | wc -l; cat /etc/resolv.conf")
        assert answer["out"] == "1\n"

    def test_commands_inherit_nothing(self, in_instance):
        answer = in_instance("ls /proc/self/fd; env | cut -d= -f1 | sort")
        descriptors = answer["out"].split()[:4]
        assert descriptors == ["0", "1", "2", "3"]  # 3 is the listing itself
        assert not set(answer["out"].split()[4:]) & {"SECRET_TOKEN", "OLDPWD", "VIRTUAL_ENV"}

    def test_nothing_names_this_machine(self, in_instance):
        import socket

        answer = in_instance("hostname; cat /etc/hostname /etc/hosts")
        assert answer["out"].split()[:2] == ["instance", "instance"]
        assert socket.gethostname() not in answer["out"].split()

    def test_two_run_at_once_and_see_nothing_of_each_other(self, in_instance):
        from concurrent.futures import ThreadPoolExecutor

        script = "test ! -e /root/mine && touch /root/mine && sleep 0.5"
        with ThreadPoolExecutor(2) as pool:
            assert [answer["rc"] for answer in pool.map(in_instance, [script, script])] == [0, 0]

    def test_its_end_before_the_command_is_an_error(self, in_instance):
        """Its server is killed from within; what it served then fails."""
        with pytest.raises(SandboxError, match="the instance ended before the command"):
            in_instance("kill -9 -1")
