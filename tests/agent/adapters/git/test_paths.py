"""Which paths may be written."""

from __future__ import annotations

import os
import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.adapters.git import paths
from agent.errors import RepositoryError

PARTS = st.sampled_from(
    ["..", ".", "", ".git", ".GiT", "git~1", ".git ", "a", "b c", "…", "\udce9", "\n", "+", "~", "a\0"]
)


@given(path=st.lists(PARTS | st.text(max_size=5), min_size=1, max_size=6).map("/".join))
def test_what_is_fit_stays_inside(path):
    try:
        paths.checked(path)
    except RepositoryError:
        return
    assert posixpath.normpath(path) == path
    assert not path.startswith(("/", "../"))
    assert path != ".."
    assert b"\0" not in os.fsencode(path)
    assert ".git" not in path.casefold().split("/")


@pytest.mark.parametrize("path", ["a", "a b", "a\nb", "c++/x", "..a/b..", ".gitignore", "git", "~/x", "\udce9", "a\\b"])
def test_fit(path):
    assert paths.checked(path) == path


@pytest.mark.parametrize("path", [".git::$INDEX_ALLOCATION/x", ".git.", "GIT~2", ".g\u200cit", "x/" * 2048 + "x"])
def test_unfit(path):
    with pytest.raises(RepositoryError):
        paths.checked(path)


def test_parents_outermost_first():
    assert list(paths.parents("a/b/c")) == ["a", "a/b"]
    assert paths.folders(["a/b/c", "d"]) == {"a", "a/b"}


def test_a_few_are_shown():
    assert paths.shown(["b", "a"]) == "a, b"
    assert paths.shown([f"{number:02}" for number in range(12)]).endswith("09 and 2 more")
