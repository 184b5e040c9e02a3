from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.adapters import subordinate
from agent.errors import SandboxUnavailable


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dev:100000:65536", 100000),
        ("1000:100000:65536", 100000),
        ("other:1:65536\ndev:200000:65536\ndev:300000:65536", 200000),
        ("dev:100000:1000\ndev:200000:70000", 200000),
        ("", None),
        ("devil:100000:65536", None),
        ("dev:100000", None),
        ("dev:x:65536\ndev::\n:::\n#dev:1:65536", None),
    ],
)
def test_first_range_that_is_long_enough(text, first):
    assert subordinate.first_of(text.splitlines(), "dev", 1000) == first


@given(st.text())
def test_any_file_is_read(text):
    first = subordinate.first_of(text.splitlines(), "dev", 1000)
    assert first is None or first >= 0


@pytest.mark.parametrize(
    ("id_map", "first", "covered"),
    [
        ("0 0 4294967295\n", 0x70000000, True),
        ("0 100000 65536\n", 0x70000000, False),
        ("0 0 1\n1 100000 65536\n", 1, True),
        ("0 0 1\n1 100000 65536\n", 2, False),
        ("", 0, False),
    ],
)
def test_covers(id_map, first, covered):
    assert subordinate.covers(id_map, first) is covered


def test_never_root_nor_us():
    ids = subordinate.outside()
    for kind, own in (("uid", os.geteuid()), ("gid", os.getegid())):
        mapped = range(ids[kind], ids[kind] + ids["count"])
        assert 0 not in mapped
        assert own not in mapped


def test_an_ordinary_user_without_a_range(monkeypatch, tmp_path):
    monkeypatch.setattr(subordinate, "_FILES", {"uid": tmp_path / "subuid", "gid": tmp_path / "subgid"})
    monkeypatch.setattr(subordinate, "_user", lambda: ("dev", 1000))
    with pytest.raises(SandboxUnavailable, match="dev has no range of 65536 subordinate uids") as caught:
        subordinate.outside()
    assert "usermod --add-subuids" in caught.value.hint


def test_root_without_an_entry_gets_the_default(monkeypatch, tmp_path):
    monkeypatch.setattr(subordinate, "_FILES", {"uid": tmp_path / "subuid", "gid": tmp_path / "subgid"})
    monkeypatch.setattr(subordinate, "_user", lambda: ("root", 0))
    monkeypatch.setattr(subordinate, "covers", lambda id_map, first: True)
    assert subordinate.outside() == {"uid": 0x70000000, "gid": 0x70000000, "count": 65536}


def test_an_ordinary_user_is_root_of_the_outer_stage_only(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "getegid", lambda: 1001)
    ids, commands = subordinate.as_seen_by_launcher({"uid": 100000, "gid": 200000, "count": 65536})
    assert ids == {"uid": 1, "gid": 1, "count": 65536}
    assert [command[1:] for command in commands] == [
        ["0", "1000", "1", "1", "100000", "65536"],
        ["0", "1001", "1", "1", "200000", "65536"],
    ]
