"""What is compared with what."""

from __future__ import annotations

import os

import pytest

from agent.adapters.git import comparison
from agent.adapters.git.target import Place, locate
from agent.domain.request import TargetKind
from agent.errors import RepositoryError


@pytest.fixture
def place(project) -> Place:
    return locate(project.root)


def test_uncommitted_and_staged(project, place):
    project.put({project.tasks: b"[]\n", project.new: b"---\n"})
    project.git("add", project.new)
    assert comparison.uncommitted(place).paths == (project.new, project.tasks)
    staged = comparison.staged(place)
    assert (staged.paths, staged.commit) == ((project.new,), project.tip)
    assert staged.title.startswith("staged changes against ")
    assert f"+++ b/{project.new}" in staged.diff


def test_a_commit_is_compared_with_its_first_parent(project, place):
    root = project.tip
    project.put({project.new: b"---\n"})
    project.commit()
    assert comparison.revision(place, "HEAD").paths == (project.new,)
    first = comparison.revision(place, root[:12])
    assert (first.commit, len(first.paths)) == ("", 4)


def test_a_range(project, place):
    root = project.tip
    project.git("switch", "-q", "-c", "feature")
    project.put({project.new: b"---\n"})
    project.commit()
    project.git("switch", "-q", "main")
    project.put({project.tasks: b"[]\n"})
    project.commit()
    assert comparison.revision(place, "main..feature").paths == (project.new, project.tasks)
    assert comparison.revision(place, "main...feature").paths == (project.new,)
    assert comparison.revision(place, f"{root}..").paths == (project.tasks,)


@pytest.mark.parametrize("name", ["nowhere", "main..nowhere", "--help", "HEAD~99", "a\nb", ""])
def test_a_revision_that_is_none(place, name):
    with pytest.raises(RepositoryError, match="there is no commit") as caught:
        comparison.revision(place, name)
    assert caught.value.hint


def test_nothing_is_committed_yet(tmp_path, project):
    project.root = tmp_path / "fresh"
    project.root.mkdir()
    project.git("init", "-q", "-b", "main")
    project.put({"galaxy.yml": b"name: a\n", "roles/a/tasks/main.yml": b"[]\n"})
    place = locate(project.root)
    change = comparison.uncommitted(place)
    assert (change.commit, len(change.paths)) == ("", 2)
    assert "nothing is committed yet" in change.title
    project.git("add", "galaxy.yml")
    assert comparison.staged(place).paths == ("galaxy.yml",)


def test_content_below_the_root_is_compared_alone(project):
    project.put({"sub/galaxy.yml": b"name: sub\n", "sub/roles/x/tasks/main.yml": b"[]\n", project.tasks: b"[]\n"})
    place = Place(project.root, "sub", TargetKind.COLLECTION)
    new = comparison.uncommitted(place)
    assert new.paths == ("galaxy.yml", "roles/x/tasks/main.yml")
    with pytest.raises(RepositoryError, match="there is no folder 'sub'"):
        comparison.revision(place, "HEAD")


def test_everything_starts_from_nothing_but_the_kept_file(project, place):
    project.put({".syncopate.yml": b"allow: []\n"})
    project.commit()
    project.put({project.new: b"---\n"})
    change = comparison.everything(place, comparison.uncommitted(place), ".syncopate.yml")
    assert (len(change.paths), change.commit) == (5, project.tip)
    assert ".syncopate.yml" not in change.paths


def test_unpacked_trees_share_what_is_the_same(project, place, tmp_path):
    project.put({project.tasks: b"[]\n"})
    before, after = comparison.unpacked(place, comparison.uncommitted(place), tmp_path / "cache")
    assert (after / project.tasks).read_bytes() == b"[]\n"
    assert (before / project.tasks).read_bytes() != b"[]\n"
    assert (before / project.defaults).samefile(after / project.defaults)
    assert before.name == after.name == project.root.name


def test_a_changed_name_that_is_not_utf8_is_said(project, place):
    (project.root / os.fsdecode(b"roles/\xff.yml")).write_bytes(b"[]\n")
    with pytest.raises(RepositoryError, match="not UTF-8"):
        comparison.uncommitted(place)


def test_a_detached_head_is_no_obstacle(project):
    project.git("switch", "-q", "--detach")
    project.put({project.tasks: b"[]\n"})
    assert comparison.uncommitted(locate(project.root / "roles")).paths == (project.tasks,)


@pytest.mark.parametrize(
    ("name", "found"),
    [("main", True), ("main..HEAD", True), ("HEAD...", True), ("..", False), (".", False), ("x", False)],
)
def test_what_is_a_revision(place, name, found):
    assert comparison.is_revision(place, name) is found
