"""Files are replaced whole, and never through a link."""

from __future__ import annotations

import os

import pytest

from agent.adapters.git import work_files
from agent.adapters.git.work_files import Found, Kind


@pytest.fixture
def staged(tmp_path):
    file = tmp_path / "staged"
    file.write_bytes(b"new")
    return file


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def test_look(root):
    (root / "d").mkdir()
    (root / "d/file").write_bytes(b"\xff")
    (root / "d/file").chmod(0o755)
    (root / "link").symlink_to("d")
    found = work_files.look(root, "d/file")
    assert (found.kind, found.data, found.executable) == (Kind.FILE, b"\xff", True)
    assert work_files.look(root, "d/none") == work_files.look(root, "none/none") == Found(Kind.ABSENT)
    for other in ("d", "link", "link/file", "d/file/x"):
        assert work_files.look(root, other).kind is Kind.OTHER


def test_place_creates_folders(root, staged):
    work_files.place(root, "a/b/c", staged, replace=False)
    assert (root / "a/b/c").read_bytes() == b"new"
    assert not staged.exists()


def test_place_replaces_only_when_told(root, staged):
    (root / "x").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        work_files.place(root, "x", staged, replace=False)
    assert (root / "x").read_bytes() == b"mine"
    work_files.place(root, "x", staged, replace=True)
    assert (root / "x").read_bytes() == b"new"


def test_never_through_a_link(root, staged, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_bytes(b"theirs")
    (root / "link").symlink_to(outside)
    with pytest.raises(OSError, match="symbolic link"):
        work_files.place(root, "link/x", staged, replace=True)
    with pytest.raises(OSError, match="symbolic link"):
        work_files.remove(root, "link/x")
    assert (outside / "x").read_bytes() == b"theirs"


def test_remove_takes_empty_folders_along(root):
    (root / "a/b").mkdir(parents=True)
    (root / "a/b/x").touch()
    (root / "a/y").touch()
    work_files.remove(root, "a/b/x")
    assert os.listdir(root / "a") == ["y"]  # noqa: PTH208 -- names are what matters
    work_files.remove(root, "a/y")
    assert root.is_dir()
    assert not (root / "a").exists()


def test_on_one_disk(root):
    (root / "a").mkdir()
    assert work_files.on_one_disk(root, "a/b/c")
    assert not work_files.on_one_disk(root.parents[-1], "proc/version")
