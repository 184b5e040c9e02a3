"""The journal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.adapters.git.journal import Intent, Journal
from agent.errors import RepositoryError

ROOT = Path("/") / os.fsdecode(b"caf\xe9\n")
INTENT = Intent(token="t", branch="refs/heads/main", old="a", new="b", work_trees=(os.fsencode(ROOT).hex(),))


def test_written_read_forgotten(tmp_path):
    journal = Journal(tmp_path / "new/journal.json")
    assert (journal.pending, journal.read()) == (False, None)
    journal.write(INTENT)
    assert (journal.pending, Journal(tmp_path / "new/journal.json").read()) == (True, INTENT)
    assert INTENT.roots == (ROOT,)
    journal.forget()
    journal.forget()
    assert (journal.pending, journal.read()) == (False, None)
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"token": 1}'])
def test_a_damaged_journal_is_reported(tmp_path, damage):
    (tmp_path / "journal.json").write_bytes(damage)
    with pytest.raises(RepositoryError, match="damaged") as caught:
        Journal(tmp_path / "journal.json").read()
    assert "remove that file" in caught.value.hint


def test_nowhere_to_write(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RepositoryError):
        Journal(tmp_path / "file/journal.json").write(INTENT)
