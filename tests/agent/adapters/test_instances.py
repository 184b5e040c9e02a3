"""Base roots. Building one for real is the set-up's; here a script that writes a small tar stands in for mmdebstrap."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from agent.adapters import instances, subordinate
from agent.adapters.instances import DEBIAN12, base_root, build, remove
from agent.errors import SandboxUnavailable, ToolError

_TAR = """#!{python}
import io, sys, tarfile, time
time.sleep({seconds})
if {fails}:
    sys.exit("Get:1 something\\nE: no network\\nE: mmdebstrap failed to run")
with tarfile.open(sys.argv[-1], "w") as archive:
    for name, uid, kind in ("etc", 0, tarfile.DIRTYPE), ("etc/os-release", 7, tarfile.REGTYPE), ("dev/null", 0, tarfile.CHRTYPE):
        entry = tarfile.TarInfo("./" + name)
        entry.uid, entry.gid, entry.type, entry.mode = uid, uid, kind, 0o755
        archive.addfile(entry, io.BytesIO())
"""


@pytest.fixture
def mmdebstrap(tmp_path, monkeypatch):
    """Put a stand-in for mmdebstrap first on the PATH."""

    def install(*, fails=False, seconds=0.0):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "mmdebstrap"
        program.write_text(_TAR.format(python=sys.executable, fails=fails, seconds=seconds))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    install()
    return install


@pytest.fixture
def folder(tmp_path):
    """Where to build; emptied with the right ids afterwards."""
    folder = tmp_path / "instances" / "debian12"
    yield folder
    remove(folder)
    assert [path.name for path in folder.parent.iterdir()] == [".debian12.lock"]


def test_builds_once(mmdebstrap, folder):
    with pytest.raises(SandboxUnavailable, match="never built") as caught:
        base_root(DEBIAN12, folder)
    assert caught.value.hint == "Build it: make setup"
    root = build(DEBIAN12, folder)
    assert root == base_root(DEBIAN12, folder) == folder / "root"
    first = subordinate.outside()["uid"]
    assert root.stat().st_uid == first
    assert (root / "etc" / "os-release").stat().st_uid == first + 7
    mmdebstrap(fails=True)
    assert build(DEBIAN12, folder) == root
    stamp = json.loads((folder / "built").read_text())
    assert (stamp["distribution"], stamp["os_family"], stamp["major_version"]) == ("Debian", "Debian", "12")


def test_another_definition_is_built_anew(mmdebstrap, folder):
    build(DEBIAN12, folder)
    other = replace(DEBIAN12, packages=("python3",))
    with pytest.raises(SandboxUnavailable):
        base_root(other, folder)
    build(other, folder)
    assert base_root(other, folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == [".debian12.lock", "debian12"]


def test_a_root_that_changed_hands_is_built_anew(mmdebstrap, folder):
    root = build(DEBIAN12, folder)
    if os.geteuid() != 0:
        pytest.skip("only root can give files to others")
    os.chown(root, 0, 0)
    with pytest.raises(SandboxUnavailable):
        base_root(DEBIAN12, folder)
    build(DEBIAN12, folder)
    assert base_root(DEBIAN12, folder)


def test_a_failed_build_says_why_and_leaves_nothing(mmdebstrap, folder):
    mmdebstrap(fails=True)
    with pytest.raises(ToolError, match="could not build debian12: no network\n") as caught:
        build(DEBIAN12, folder)
    assert "make setup" in caught.value.hint
    assert not folder.exists()


def test_a_failed_rebuild_keeps_what_was_there(mmdebstrap, folder):
    build(DEBIAN12, folder)
    mmdebstrap(fails=True)
    with pytest.raises(ToolError):
        build(replace(DEBIAN12, packages=()), folder)
    assert base_root(DEBIAN12, folder)


def _command(folder, action="build"):
    return [sys.executable, "-m", "agent.adapters.instances", action, "debian12", str(folder)]


_ROOT = Path(instances.__file__).parents[2]


def test_a_killed_build_does_not_count_and_is_swept(mmdebstrap, folder):
    mmdebstrap(seconds=30)
    process = subprocess.Popen(_command(folder), cwd=_ROOT)
    until = time.monotonic() + 20
    while not list(folder.parent.glob(".debian12.unfinished.*")) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(folder.parent.glob(".debian12.unfinished.*"))
    with pytest.raises(SandboxUnavailable):
        base_root(DEBIAN12, folder)
    mmdebstrap()
    build(DEBIAN12, folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == [".debian12.lock", "debian12"]


def test_two_builds_at_once_make_one(mmdebstrap, folder):
    mmdebstrap(seconds=0.5)
    threads = [threading.Thread(target=build, args=(DEBIAN12, folder)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert base_root(DEBIAN12, folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '"x"', "null", '{"digest": 3}'])
def test_a_damaged_stamp_does_not_count(tmp_path, content):
    (tmp_path / "root").mkdir()
    (tmp_path / "built").write_text(content)
    with pytest.raises(SandboxUnavailable):
        base_root(DEBIAN12, tmp_path)


def test_command_line(mmdebstrap, folder):
    assert subprocess.run(_command(folder), cwd=_ROOT, check=False).returncode == 0
    assert base_root(DEBIAN12, folder)
    assert subprocess.run(_command(folder, "remove"), cwd=_ROOT, check=False).returncode == 0
    assert not folder.exists()


def test_command_line_says_what_went_wrong(mmdebstrap, folder):
    mmdebstrap(fails=True)
    done = subprocess.run(_command(folder), cwd=_ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("mmdebstrap could not build debian12: no network\n")


def test_the_real_mmdebstrap_without_a_network(folder):
    """One message with what to do; nothing that looks built."""
    environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    environment["http_proxy"] = "http://127.0.0.1:9"
    done = subprocess.run(
        _command(folder), cwd=_ROOT, env=environment, check=False, capture_output=True, text=True, timeout=60
    )
    what, hint = done.stderr.splitlines()
    assert done.returncode == 1
    assert what.startswith("mmdebstrap could not build debian12: Failed to fetch http://")
    assert "127.0.0.1:9" in what
    assert hint.strip().endswith("run again: make setup")
    assert not folder.exists()


def test_the_real_base_is_what_it_says(base):
    release = (base / "etc" / "os-release").resolve()
    text = (base / release.relative_to("/") if release.is_absolute() and not release.exists() else release).read_text()
    assert 'VERSION_ID="12"' in text
    assert "ID=debian" in text
    assert (base / "etc" / "resolv.conf").read_text() == ""
    assert list((base / "dev").iterdir()) == []
    groups = {line.split(":")[0] for line in (base / "etc" / "group").read_text().splitlines()}
    assert {"audio", "input", "render", "kvm"} <= groups
    assert (base / "sbin" / "init").readlink() == Path("/lib/systemd/systemd")  # by this Ansible knows it
