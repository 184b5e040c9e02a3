from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.adapters import furnishing
from agent.adapters.namespaces import StepError
from agent.ports import Command, Limits

LIMITS = Limits(seconds=60)


def room(*sources, base=None):
    return {"binds": [{"source": s, "target": s, "writable": False} for s in sources], "base": base}


def test_sources_are_held_open_once(tmp_path):
    held = furnishing.open_sources([room(str(tmp_path), "/usr"), room("/usr", base="/etc")])
    try:
        assert held.keys() == {str(tmp_path), "/usr", "/etc"}
        assert Path(f"/proc/self/fd/{held[str(tmp_path)]}").readlink() == tmp_path
    finally:
        for descriptor in held.values():
            os.close(descriptor)


def test_a_source_that_went_away_is_named(tmp_path):
    with pytest.raises(StepError, match="gone"):
        furnishing.open_sources([room(str(tmp_path / "gone"))])


def test_a_folder_bound_below_a_private_one_and_below_another(sandbox, open_folder):
    """/work and /tmp are the room's own, and sources from this machine's /tmp still appear in them."""
    (open_folder / "outer").mkdir()
    (open_folder / "outer" / "inner").mkdir()
    (open_folder / "other").mkdir()
    (open_folder / "other" / "file").write_text("below")
    shown = {open_folder / "other": "/tmp/a/inner", open_folder / "outer": "/tmp/a"}
    done = sandbox.run(Command(argv=("cat", "/tmp/a/inner/file"), read_only=shown, limits=LIMITS))
    assert done.stdout == b"below"


def test_a_single_file(sandbox, open_folder):
    (open_folder / "file").write_text("x")
    done = sandbox.run(
        Command(argv=("cat", "/work/here"), read_only={open_folder / "file": "/work/here"}, limits=LIMITS)
    )
    assert done.stdout == b"x"


def test_names_with_odd_characters(sandbox, open_folder):
    folder = open_folder / "a:b,c d\\e\n\u00e4"
    folder.mkdir()
    (folder / "file").write_text("x")
    done = sandbox.run(Command(argv=("cat", "/odd/file"), read_only={folder: "/odd"}, limits=LIMITS))
    assert done.stdout == b"x"
