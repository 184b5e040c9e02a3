"""The user's index."""

from __future__ import annotations

import pytest

from agent.adapters.git.index import Index
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Entry
from agent.errors import WorkTreeDirty


@pytest.fixture
def index(project):
    return Index(Git(project.root), "token")


def test_entries(project, index):
    project.git("update-index", "--assume-unchanged", "galaxy.yml")
    found = index.entries()
    assert not found["galaxy.yml"].plain
    assert found[project.tasks].plain
    assert found[project.tasks].entry.oid == project.git("rev-parse", f"HEAD:{project.tasks}").decode()


def test_the_lock_keeps_git_out_and_is_known_as_ours(project, index):
    lock = project.root / ".git/index.lock"
    with index.locked():
        assert lock.read_bytes() == b"syncopate token\n"
        with pytest.raises(Exception, match="exit status 128"):
            project.git("add", "-A")
    assert not lock.exists()
    lock.write_bytes(b"syncopate token\n")
    Index(Git(project.root), "another").clean()
    assert lock.exists()
    index.clean()
    assert not lock.exists()


def test_somebody_else_s_lock(project, index):
    (project.root / ".git/index.lock").touch()
    with pytest.raises(WorkTreeDirty), index.locked():
        pass
    assert not list(project.root.glob(".git/syncopate*"))


def test_prepared_then_advanced(project, index):
    before = project.git("ls-files", "-s")
    oid = project.git("hash-object", "-w", "--stdin", stdin=b"new").decode()
    with index.locked():
        index.prepare({"galaxy.yml": Entry("100644", oid), project.tasks: None}, 40)
        assert project.git("ls-files", "-s") == before
        index.advance()
    assert index.entries()["galaxy.yml"].entry.oid == oid
    assert project.tasks not in index.entries()
    assert not list(project.root.glob(".git/*syncopate*"))
