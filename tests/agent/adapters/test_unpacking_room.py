from __future__ import annotations

import io
import tarfile

from agent.adapters import subordinate
from agent.adapters.launching import launch
from agent.adapters.unpacking_room import unpacking_room
from agent.ports import Limits

LIMITS = Limits(seconds=60)


def run(argv, target, tarball=None):
    return launch(unpacking_room(argv, target, LIMITS, tarball), None, stdin=b"", results=False, limits=LIMITS)


def tar_of(path, members):
    with tarfile.open(path, "w") as archive:
        for name, uid, mode in members:
            entry = tarfile.TarInfo(name)
            entry.uid = entry.gid = uid
            entry.mode, entry.size = mode, 1
            archive.addfile(entry, io.BytesIO(b"x"))


def test_files_belong_to_subordinate_ids_and_can_be_cleared(tmp_path):
    first = subordinate.outside()
    target, tarball = tmp_path / "target", tmp_path / "root.tar"
    target.mkdir()
    tar_of(tarball, [("root", 0, 0o600), ("user", 1000, 0o4755)])
    done = run(("/bin/tar", "-xpf", "/root.tar", "-C", "/target", "--numeric-owner"), target, tarball)
    assert done.returncode == 0, done.stderr
    seen = {path.name: (path.stat().st_uid, path.stat().st_mode & 0o7777) for path in target.iterdir()}
    assert seen == {"root": (first["uid"], 0o600), "user": (first["uid"] + 1000, 0o4755)}
    assert run(("/usr/bin/find", "/target", "-xdev", "-mindepth", "1", "-delete"), target).returncode == 0
    assert list(target.iterdir()) == []


def test_nothing_else_can_be_written(tmp_path):
    (tmp_path / "target").mkdir()
    assert run(("/bin/sh", "-c", "touch /usr/x || touch /x || exit 3"), tmp_path / "target").returncode == 3


def test_a_member_can_not_leave_the_target(tmp_path):
    target, tarball = tmp_path / "target", tmp_path / "root.tar"
    target.mkdir()
    tar_of(tarball, [("../escaped", 0, 0o644)])
    run(("/bin/tar", "-xpf", "/root.tar", "-C", "/target"), target, tarball)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root.tar", "target"]
