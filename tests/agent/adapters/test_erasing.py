from __future__ import annotations

import json
import os
import subprocess

import pytest

from agent.adapters import subordinate
from agent.adapters.launching import bare_interpreter, launch
from agent.adapters.unpacking_room import unpacking_room
from agent.ports import Limits

LIMITS = Limits(seconds=60)


def erase(folder):
    _, commands = subordinate.as_seen_by_launcher(subordinate.outside())
    argv = [*bare_interpreter("agent.adapters.erasing"), json.dumps(commands), str(folder)]
    return subprocess.run(argv, check=False, capture_output=True, text=True)


def test_files_of_own_and_of_subordinate_ids(tmp_path):
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    (folder / "root").mkdir(parents=True)
    (folder / "mine").write_text("x")
    outside.mkdir()
    (outside / "kept").write_text("x")
    script = f"cd /target; mkdir -p a/b; touch a/b/c; chown -R 5:5 a; chmod 700 a; ln -s {outside} a/b/link"
    room = unpacking_room(("/bin/sh", "-c", script), folder / "root", LIMITS)
    assert launch(room, None, stdin=b"", results=False, limits=LIMITS).returncode == 0
    assert (folder / "root" / "a").stat().st_uid == subordinate.outside()["uid"] + 5
    assert erase(folder).returncode == 0
    assert not folder.exists()
    assert (outside / "kept").exists()


def test_what_can_not_be_erased_is_said(tmp_path):
    done = erase(tmp_path / "none")
    assert done.returncode == 1
    assert "No such file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root owns all files")
def test_files_of_others_stay():
    assert erase("/etc/ssl").returncode == 1
