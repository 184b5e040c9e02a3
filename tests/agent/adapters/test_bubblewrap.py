"""What untrusted code in the sandbox can't do, and what it can."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from agent.adapters import launching, subordinate
from agent.adapters.bubblewrap import CONNECTION_PLUGINS, SOCKET
from agent.errors import SandboxError, SandboxUnavailable
from agent.ports import Command, Limits

LIMITS = Limits(seconds=60)
MIB = 1 << 20


def sh(script, **values):
    return Command(argv=("sh", "-c", script), **{"limits": LIMITS, **values})


def python(code, **values):
    return Command(argv=("python3", "-I", "-c", textwrap.dedent(code)), **{"limits": LIMITS, **values})


def gone(condition, seconds=10.0):
    """Whether a condition becomes false in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not condition():
            return True
        time.sleep(0.02)
    return False


class TestEscapes:
    """As whoever runs the tests, and as an ordinary account."""

    @pytest.mark.parametrize(
        "path", ["/etc/shadow", "/etc/sudoers", "/etc/ssh", "/var/log", "/boot", "/sys", "/run/dbus"]
    )
    def test_the_machine_is_not_visible(self, run, path):
        assert run(sh(f"test ! -e {path}")).returncode == 0

    def test_no_file_of_the_account_is_visible(self, run, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("s")
        assert run(sh(f"test ! -e {secret}")).returncode == 0
        done = run(sh('find / -xdev -path /proc -prune -o -name "id_*" -print -o -name .ssh -print; ls -A "$HOME"'))
        assert done.stdout == b""

    def test_ids_outside_are_subordinate(self, run):
        done = run(python("import time; print('up', flush=True); time.sleep(3)", limits=Limits(seconds=60)))
        assert done.returncode == 0
        # The map seen from inside names ids of the namespace around it; that one in turn holds subordinate ids only.
        done = run(sh("cat /proc/self/uid_map; id -u; id -G"))
        inside, _, count = done.stdout.split()[:3]
        assert (inside, count) == (b"1000", b"1")
        assert done.stdout.split()[3:] == [b"1000", b"1000"]

    def test_neither_root_nor_the_account_owns_what_runs(self, sandbox):
        marker = f"sleep 7.{os.getpid()}"
        process = subprocess.Popen(
            [sys.executable, "-c", _RUNNER, *marker.split()],
            stdout=subprocess.DEVNULL,
            cwd=Path(launching.__file__).parents[2],
        )
        try:
            owners = _owners_of(marker)
            first = subordinate.outside()["uid"]
            assert owners
            assert all(first <= owner < first + subordinate.COUNT for owner in owners)
            assert not owners & {0, os.geteuid()}
        finally:
            process.kill()
            process.wait()

    def test_kernel_settings_are_not_writable(self, run):
        script = "for f in /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches /proc/sysrq-trigger; do echo x > $f && exit 9; done; exit 0"
        done = run(sh(script))
        assert done.returncode == 0
        assert b"ermission denied" in done.stderr or b"Read-only" in done.stderr

    def test_no_network_but_its_own_loopback(self, run):
        done = run(
            python("""
                import socket
                names = [name for _, name in socket.if_nameindex()]
                try:
                    socket.create_connection(("192.0.2.1", 80), 2)
                except OSError as error:
                    print(names, error.errno)
            """)
        )
        assert done.stdout.split(b"] ")[0] == b"['lo'"
        assert int(done.stdout.split()[-1]) == 101  # ENETUNREACH

    def test_no_abstract_socket_of_the_machine(self, run):
        import socket

        name = f"\0syncopate-test-{os.getpid()}"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(name)
            listening.listen()
            done = run(python(f"import socket; socket.socket(socket.AF_UNIX).connect({name!r})"))
        assert b"ConnectionRefusedError" in done.stderr

    def test_no_process_of_the_machine_is_visible(self, run):
        done = run(sh("ls /proc | grep -c '^[0-9]'; kill -0 1; hostname"))
        assert int(done.stdout.split()[0]) < 10
        assert done.stdout.split()[1] == b"controller"

    def test_no_capability_and_no_way_to_one(self, run):
        done = run(sh("grep -E '^(Cap|NoNewPrivs)' /proc/self/status"))
        values = dict(line.split(b":\t") for line in done.stdout.splitlines())
        assert values.pop(b"NoNewPrivs") == b"1"
        assert {value.strip(b"0") for name, value in values.items() if name != b"CapBnd"} == {b""}
        assert run(sh("unshare --user true")).returncode != 0
        assert run(sh("mount -t tmpfs none /work")).returncode != 0

    def test_programs_and_libraries_are_read_only(self, run):
        done = run(sh(f"touch /usr/x || touch /etc/x || touch /x || touch {sys.prefix}/x || chmod 777 /etc || exit 3"))
        assert done.returncode == 3

    def test_environment_is_clean(self, run, monkeypatch):
        monkeypatch.setenv("SECRET_TOKEN", "s3cret")
        done = run(sh("env", env={"ASKED": "yes"}))
        names = {line.split(b"=")[0] for line in done.stdout.splitlines()}
        assert names == {b"PATH", b"HOME", b"LANG", b"PWD", b"ASKED"}

    def test_no_descriptor_is_inherited(self, run, tmp_path):
        with (tmp_path / "open").open("w") as held:
            os.set_inheritable(held.fileno(), True)
            done = run(python("import os; print(sorted(os.listdir('/proc/self/fd')))"))
        assert done.stdout == b"['0', '1', '2', '3']\n"  # 3 is the listing itself

    def test_results_arrive_and_no_child_inherits_their_pipe(self, run):
        done = run(
            python(
                """
                import os, subprocess
                os.write(3, b"result")
                child = subprocess.run(["sh", "-c", "echo forged >&3"], stderr=subprocess.PIPE)
                print(child.returncode != 0)
                """,
                results=True,
            )
        )
        assert (done.returncode, done.stdout, done.results) == (0, b"True\n", b"result")

    def test_private_folders_are_empty_and_writable(self, run):
        done = run(sh('pwd; ls -A /tmp "$HOME"; for d in /work /tmp "$HOME"; do touch $d/x || exit 1; done'))
        assert done.returncode == 0
        way = f"{Path(sys.prefix).parts[2]}\n" if sys.prefix.startswith("/tmp/") else ""  # to our own interpreter
        assert done.stdout.decode() == f"/work\n/home/controller:\n\n/tmp:\n{way}"
        assert run(sh("test ! -e /work/x -a ! -e /tmp/x")).returncode == 0

    def test_what_is_shown_is_read_only(self, run, open_folder):
        folder = open_folder / "shown"
        folder.mkdir(mode=0o755)
        folder.chmod(0o777)
        (folder / "file").write_text("content")
        done = run(sh("cat /some/where/file; touch /some/where/new || exit 4", read_only={folder: "/some/where"}))
        assert (done.returncode, done.stdout) == (4, b"content")
        assert [path.name for path in folder.iterdir()] == ["file"]


_RUNNER = """
import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.ports import Command, Limits
BubblewrapSandbox().run(Command(argv=tuple(sys.argv[1:]), limits=Limits(seconds=60)))
"""


def _owners_of(command, seconds=10.0):
    until = time.monotonic() + seconds
    wanted = command.replace(" ", "\0").encode() + b"\0"
    while time.monotonic() < until:
        owners = set()
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and (folder / "cmdline").read_bytes() == wanted:
                    owners.add(int((folder / "status").read_text().split("Uid:")[1].split()[0]))
            except OSError:
                continue
        if owners:
            return owners
        time.sleep(0.05)
    return set()


class TestLimits:
    def test_time_limit_ends_every_descendant(self, sandbox, processes_of):
        marker = f"9{os.getpid()}"
        script = f"setsid sleep {marker} & (sleep {marker} & sleep {marker}) & echo started; wait"
        done = sandbox.run(sh(script, limits=Limits(seconds=1)))
        assert done.timed_out
        assert done.returncode == -signal.SIGKILL
        assert done.stdout == b"started\n"
        assert done.seconds < 8
        assert not processes_of(f"sleep {marker}")

    def test_descendants_end_with_the_command(self, sandbox, processes_of):
        marker = f"8{os.getpid()}"
        done = sandbox.run(sh(f"setsid sleep {marker} > /dev/null 2>&1 & exit 0"))
        assert done.returncode == 0
        assert not processes_of(f"sleep {marker}")

    def test_output_is_cut_and_read_to_its_end(self, sandbox):
        limits = Limits(seconds=60, output_mb=1)
        done = sandbox.run(sh("head -c 5000000 /dev/zero; head -c 10 /dev/zero >&2; exit 5", limits=limits))
        assert (len(done.stdout), len(done.stderr)) == (MIB, 10)
        assert done.truncated
        assert done.returncode == 5

    def test_results_are_cut(self, sandbox):
        limits = Limits(seconds=60, output_mb=1)
        done = sandbox.run(sh("head -c 3000000 /dev/zero >&3", limits=limits, results=True))
        assert len(done.results) == MIB
        assert done.truncated

    def test_memory_of_a_process(self, sandbox):
        done = sandbox.run(python("bytearray(400 << 20)", limits=Limits(seconds=60, memory_mb=300)))
        assert b"MemoryError" in done.stderr

    def test_number_of_processes(self, sandbox):
        script = "for i in $(seq 60); do sleep 3 & done; wait"
        done = sandbox.run(sh(script, limits=Limits(seconds=60, processes=20)))
        assert b"fork" in done.stderr

    def test_size_of_a_file_and_of_all(self, sandbox):
        limits = Limits(seconds=60, file_mb=4)
        assert sandbox.run(sh("head -c 5000000 /dev/zero > /work/x", limits=limits)).returncode != 0
        done = sandbox.run(sh("for i in 1 2 3; do head -c 2000000 /dev/zero > /tmp/$i || exit 7; done", limits=limits))
        assert done.returncode == 7

    def test_large_input_nobody_reads(self, sandbox):
        done = sandbox.run(sh("exit 0", stdin=b"x" * 3 * MIB))
        assert done.returncode == 0

    def test_input_arrives_whole(self, sandbox):
        done = sandbox.run(sh("wc -c", stdin=b"x" * 3 * MIB))
        assert int(done.stdout) == 3 * MIB

    def test_killed_by_a_signal(self, sandbox):
        assert sandbox.run(sh("kill -TERM $$")).returncode == 128 + signal.SIGTERM


class TestTraces:
    def test_nothing_is_left_mounted(self, sandbox, base):
        before = Path("/proc/self/mountinfo").read_text()
        assert sandbox.run(sh("true", instance=base)).returncode == 0
        assert sandbox.run(sh("sleep 60", instance=base, limits=Limits(seconds=0.3))).timed_out
        assert Path("/proc/self/mountinfo").read_text() == before

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    def test_our_own_end_ends_everything(self, base, processes_of, number, tmp_path):
        marker = f"7{os.getpid()}.{int(number)}"
        runner = _RUNNER.replace("limits=", f"instance=__import__('pathlib').Path({str(base)!r}), limits=")
        process = subprocess.Popen(
            [sys.executable, "-c", runner, "sleep", marker],
            cwd=Path(launching.__file__).parents[2],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert _owners_of(f"sleep {marker}")
        launchers = _children(process.pid)
        assert launchers
        process.send_signal(number)
        process.wait(15)
        assert gone(lambda: _owners_of(f"sleep {marker}", 0.01))
        assert gone(lambda: any(_alive(pid) for pid in launchers))

    def test_a_killed_launcher_is_an_error_and_leaves_nothing(self, sandbox, base, processes_of):
        import threading

        marker = f"6{os.getpid()}"
        caught = []

        def run():
            try:
                sandbox.run(Command(argv=("sleep", marker), instance=base, limits=LIMITS))
            except SandboxError as error:
                caught.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        assert _owners_of(f"sleep {marker}")
        launchers = [pid for pid in _children(os.getpid()) if b"agent.adapters.launcher" in _cmdline(pid)]
        family = [pid for launcher in launchers for pid in _descendants(launcher)]
        for pid in launchers:
            os.kill(pid, signal.SIGKILL)
        thread.join(15)
        assert [str(error).startswith("the launcher ended without a report") for error in caught] == [True]
        assert gone(lambda: any(_alive(pid) for pid in family))


def _cmdline(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def _children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _descendants(pid):
    return [pid, *(further for child in _children(pid) for further in _descendants(child))]


class TestRefusals:
    def test_a_source_that_is_not_there(self, sandbox, tmp_path):
        with pytest.raises(SandboxError, match="can't be shown") as caught:
            sandbox.run(sh("true", read_only={tmp_path / "none": "/x"}))
        assert caught.value.where == str(tmp_path / "none")

    def test_a_source_nobody_inside_can_read(self, sandbox, tmp_path):
        folder = tmp_path / "private"
        folder.mkdir(mode=0o700)
        with pytest.raises(SandboxError, match="can't be read") as caught:
            sandbox.run(sh("true", read_only={folder: "/x"}))
        assert "chmod" in caught.value.hint

    @pytest.mark.parametrize("target", ["relative", "/", "/a/../b", "/a//b", "/a/"])
    def test_a_place_that_is_not_plain(self, sandbox, tmp_path, target):
        folder = tmp_path / "f"
        folder.mkdir()
        with pytest.raises(SandboxError, match="plain absolute path"):
            sandbox.run(sh("true", read_only={folder: target}))

    def test_no_base_instance(self, sandbox, tmp_path):
        with pytest.raises(SandboxUnavailable) as caught:
            sandbox.run(sh("true", instance=tmp_path / "none"))
        assert "make setup" in caught.value.hint

    def test_a_missing_program(self, sandbox, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SandboxUnavailable, match="bwrap is not installed") as caught:
            sandbox.run(sh("true"))
        assert "bubblewrap" in caught.value.hint

    def test_a_command_that_is_not_there(self, sandbox):
        with pytest.raises(SandboxError, match=r"does not hold .*no-such-program"):
            sandbox.run(Command(argv=("no-such-program",), limits=LIMITS))

    def test_a_folder_that_is_not_there(self, sandbox):
        with pytest.raises(SandboxError, match="nowhere"):
            sandbox.run(sh("true", cwd="/nowhere"))

    def test_a_root_that_has_no_ids_to_give(self):
        said = _said_by("unshare", "--user", "--map-root-user", sys.executable, "-c", _RUNNER, "true")
        assert "SandboxUnavailable" in said
        assert "confined to a user namespace" in said

    def test_user_namespaces_refused(self, tmp_path):
        if os.geteuid() != 0:
            pytest.skip("only root can take them away")
        # In a namespace of its own, so that the setting concerns nobody else.
        mapper = tmp_path / "mapper"
        mapper.write_text('#!/bin/sh\nfor kind in uid gid; do echo "0 0 2147483648" > "/proc/$1/${kind}_map"; done\n')
        mapper.chmod(0o755)
        taken_away = (
            "from agent.adapters.namespaces import enter_user_namespace\n"
            f"enter_user_namespace([[{str(mapper)!r}]])\n"
            "open('/proc/sys/user/max_user_namespaces', 'w').write('0')\n"
        )
        said = _said_by(sys.executable, "-c", taken_away + _RUNNER, "true")
        assert "SandboxUnavailable: the sandbox could not be built (user-namespace)" in said
        assert "sysctl user.max_user_namespaces" in said


def _said_by(*argv):
    root = Path(launching.__file__).parents[2]
    return subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False).stderr


class TestInstance:
    def test_its_socket_and_plugins_are_there_only_with_an_instance(self, sandbox, base):
        script = f"test -S {SOCKET} && test -f {CONNECTION_PLUGINS}/instance.py"
        assert sandbox.run(sh(script, instance=base)).returncode == 0
        assert sandbox.run(sh("test -e /run/syncopate")).returncode == 1
