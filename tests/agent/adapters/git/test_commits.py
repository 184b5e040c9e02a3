"""Commits and their trailers."""

from __future__ import annotations

import pytest

from agent.adapters.git import commits
from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError


@pytest.fixture
def git(project):
    return Git(project.root)


def test_made_and_read_again(project, git):
    tree = project.git("rev-parse", "HEAD^{tree}").decode()
    message = "Tïtle\n\nBody: with a colon\n\nSyncopate-Run: fake\n"
    oid = commits.create(git, tree, project.tip, message, {commits.RUN: "run-1", commits.TREE: tree})
    made = commits.read(git, oid[:12])
    assert (made.oid, made.tree, made.parents) == (oid, tree, (project.tip,))
    assert made.trailers == {commits.RUN: "run-1", commits.TREE: tree}
    assert project.git("show", "-s", "--format=%s", oid).decode() == "Tïtle"
    assert project.git("rev-parse", "HEAD").decode() == project.tip


@pytest.mark.parametrize("value", ["", "a b", "a\nb", "a\n"])
def test_a_trailer_is_one_word(project, git, value):
    with pytest.raises(RepositoryError):
        commits.create(git, project.git("rev-parse", "HEAD^{tree}").decode(), project.tip, "m", {commits.RUN: value})


def test_a_message_git_can_not_hold(project, git):
    with pytest.raises(RepositoryError, match="NUL"):
        commits.create(git, project.git("rev-parse", "HEAD^{tree}").decode(), project.tip, "a\0b", {})


def test_since_and_ancestors(project, git):
    base = project.tip
    second, third = project.commit("two"), project.commit("three")
    assert [commit.oid for commit in commits.since(git, base, third)] == [third, second]
    assert commits.since(git, third, third) == ()
    assert commits.is_ancestor(git, base, third)
    assert commits.is_ancestor(git, third, third)
    assert not commits.is_ancestor(git, third, base)


def test_tip(project, git):
    assert commits.tip(git, "refs/heads/main") == project.tip
    assert commits.tip(git, "refs/heads/none") is None


@pytest.mark.parametrize("oid", ["f" * 40, "none", "--all", ""])
def test_no_such_commit(git, oid):
    with pytest.raises(RepositoryError, match="does not exist"):
        commits.read(git, oid)
