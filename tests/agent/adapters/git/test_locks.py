"""One at a time, also across processes that died."""

from __future__ import annotations

import subprocess
import threading

import pytest

from agent.adapters.git import locks
from agent.errors import RepositoryError, RunBusy


def test_held_by_one_only(tmp_path):
    file = tmp_path / "new/lock"
    with locks.held(file):
        with pytest.raises(RunBusy) as caught, locks.held(file, seconds=0.05):
            pass
        assert str(file) in str(caught.value)
    with locks.held(file, seconds=0):
        pass


def test_waits_for_its_turn(tmp_path):
    file, release = tmp_path / "lock", threading.Event()
    with locks.held(file):
        waiter = threading.Thread(target=lambda: locks.held(file, seconds=30).__enter__() and release.set())
        waiter.start()
        assert not release.wait(0.1)
    assert release.wait(30)
    waiter.join()


def test_a_program_that_inherits_it_keeps_it(tmp_path):
    """As git does when it outlives us: nobody recovers before it has ended."""
    file = tmp_path / "lock"
    with locks.held(file) as descriptor:
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[descriptor])
    with pytest.raises(RunBusy), locks.held(file, seconds=0.05):
        pass
    child.communicate()
    with locks.held(file, seconds=5):
        pass


def test_nowhere_to_lock(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RepositoryError), locks.held(tmp_path / "file/lock"):
        pass
