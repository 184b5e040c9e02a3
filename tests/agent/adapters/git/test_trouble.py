"""Errors say what happened, where, and what to do."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest

from agent.adapters.git import trouble
from agent.errors import RepositoryError

HERE = Path("/here")


@pytest.mark.parametrize(
    ("number", "hint"), [(errno.ENOSPC, "Free some space"), (errno.EROFS, "Make it writable"), (errno.EIO, "")]
)
def test_the_system_s_errors(number, hint):
    with pytest.raises(RepositoryError) as caught, trouble.reported(HERE):
        raise OSError(number, os.strerror(number), "/there")
    assert caught.value.where == "/there"
    assert caught.value.what == os.strerror(number)
    assert caught.value.hint.startswith(hint)


def test_a_name_relative_to_a_descriptor_is_not_shown():
    with pytest.raises(RepositoryError) as caught, trouble.reported(HERE):
        raise OSError(errno.EIO, "bad", "main.yml")
    assert caught.value.where == str(HERE)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (b"fatal: unable to write file: No space left on device", "Free some space"),
        (b"error: insufficient permission for adding an object", "Make it writable"),
        (b"fatal: Unable to create '/x/refs/heads/main.lock': File exists.", "remove that file"),
        (b"fatal: bad object HEAD", "git fsck"),
        (b"fatal: detected dubious ownership in repository at '/here'", "safe.directory /here"),
        (b"caf\xe9", ""),
    ],
)
def test_git_s_errors(said, hint):
    error = trouble.from_git("write-tree", 128, said, HERE)
    assert hint in error.hint
    assert error.where == str(HERE)
    assert str(error).encode("utf-8")


def test_git_ended_by_a_signal():
    assert "SIGKILL" in trouble.from_git("diff-tree", -signal.SIGKILL, b"", HERE).what
    assert "Free some space" in trouble.from_git("diff-tree", -signal.SIGXFSZ, b"", HERE).hint


def test_any_name_is_printable():
    assert trouble.printable(b"caf\xe9") == trouble.printable(os.fsdecode(b"caf\xe9")) == "caf\\xe9"
    assert trouble.printable(Path("é")) == "é"
