"""Reading blobs in one conversation."""

from __future__ import annotations

import pytest

from agent.adapters.git import blobs
from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError


def test_many_blobs_in_turn(project):
    kept = [b"", b"\n", b"\xff\0\r\n", b"x" * (3 << 20)]
    oids = [project.git("hash-object", "-w", "--stdin", stdin=data).decode() for data in kept]
    with blobs.reading(Git(project.root)) as reader:
        assert [reader.read(oid) for oid in oids + oids[::-1]] == kept + kept[::-1]


def test_a_missing_blob_leaves_the_reader_usable(project):
    present = project.git("rev-parse", "HEAD:galaxy.yml").decode()
    with blobs.reading(Git(project.root)) as reader:
        with pytest.raises(RepositoryError, match="missing or damaged"):
            reader.read("f" * 40)
        assert reader.read(present) == b"namespace: me\nname: mine\n"


def test_a_reader_that_died(project):
    with blobs.reading(Git(project.root / "none")) as reader, pytest.raises(RepositoryError):
        reader.read("f" * 40)


def test_a_reader_left_half_way(project):
    big = project.git("hash-object", "-w", "--stdin", stdin=b"x" * (8 << 20)).decode()
    with blobs.reading(Git(project.root)) as reader:
        assert reader.begin(big) == 8 << 20
