"""Trees without a work tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.adapters.git import trees
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Change, Entry
from agent.errors import RepositoryError


@pytest.fixture
def git(project):
    return Git(project.root)


@pytest.fixture
def tree(project):
    return project.git("rev-parse", "HEAD^{tree}").decode()


def test_listing(project, git, tree):
    found = trees.listing(git, tree)
    assert set(found) == {"galaxy.yml", project.tasks, project.defaults, "roles/audio/files/run.sh"}
    assert [entry.mode for entry in found.values()].count(trees.EXECUTABLE) == 1


def test_build_changes_adds_and_removes_only_what_it_is_told(project, git, tree):
    before = trees.listing(git, tree)
    entry = Entry(trees.FILE, trees.store(git, b"new\r\n"))
    built = trees.build(git, tree, {"a/b": entry, "galaxy.yml": entry, project.defaults: None})
    kept = {path: old for path, old in before.items() if path != project.defaults}
    assert trees.listing(git, built) == kept | {"a/b": entry, "galaxy.yml": entry}
    assert trees.changes(git, tree, built) == (
        Change("a/b", None, entry),
        Change("galaxy.yml", before["galaxy.yml"], entry),
        Change(project.defaults, before[project.defaults], None),
    )


def test_a_folder_may_become_a_file_once_it_is_removed(git, tree, project):
    entry = trees.listing(git, tree)["galaxy.yml"]
    built = trees.build(git, tree, {"galaxy.yml": None, "galaxy.yml/x": entry})
    assert trees.listing(git, built)["galaxy.yml/x"] == entry
    with pytest.raises(RepositoryError, match="same name"):
        trees.build(git, tree, {"galaxy.yml/x": entry})


def test_diff_of_odd_bytes(git, tree):
    built = trees.build(git, tree, {"x": Entry(trees.FILE, trees.store(git, b"caf\xe9\n\xc3\xa9\n"))})
    shown = trees.diff(git, tree, built)
    assert "+caf\\xe9\n+é\n" in shown
    assert trees.diff(git, tree, tree) == ""


def test_a_blob_is_no_tree(git, tree, project):
    assert trees.subtree(git, tree, "roles/audio") == project.git("rev-parse", "HEAD:roles/audio").decode()
    for name, subpath in ((tree, "galaxy.yml"), (tree, "none"), ("0" * 40, "")):
        with pytest.raises(RepositoryError):
            trees.subtree(git, name, subpath)


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)


@given(present=st.sets(PATHS), updates=st.dictionaries(PATHS, st.sampled_from(["x", None])))
def test_what_is_not_in_the_way_fits_together(present, updates):
    """Without the blocked paths, and without quarrels that were there before, no file has the name of a folder."""

    def quarrels(paths):
        return {path for path in paths if any(other.startswith(f"{path}/") for other in paths)}

    if quarrels(present):
        return
    blocked = trees.in_the_way(updates, present)
    removed = {path for path, value in updates.items() if value is None}
    written = set(updates) - removed
    after = (present - removed) | written
    assert bool(blocked) == bool(quarrels(after))
    assert not quarrels(after - blocked)
