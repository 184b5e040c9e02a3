"""From a path to the content, the repository and the branch."""

from __future__ import annotations

import os

import pytest

from agent.adapters.git import resolve
from agent.domain.request import TargetKind
from agent.errors import ContentError, RepositoryError


def test_a_collection_is_found_from_anywhere_inside(project):
    for inside in ("", "roles", "roles/audio/tasks", project.tasks):
        assert resolve(project.root / inside) == project.target()


def test_a_collection_below_the_top(project):
    (project.root / "collection").mkdir()
    project.git("mv", "galaxy.yml", "roles", "collection")
    project.commit()
    target = resolve(project.root / "collection/roles")
    assert (target.subpath, target.kind) == ("collection", TargetKind.COLLECTION)
    with pytest.raises(ContentError, match=r"no galaxy\.yml"):
        resolve(project.root)


def test_a_playbook_repository(project):
    (project.root / "galaxy.yml").unlink()
    project.commit()
    target = resolve(project.root / "roles/audio")
    assert (target.subpath, target.kind) == ("", TargetKind.REPOSITORY)


def test_a_single_role(project, tmp_path):
    alone = type(project)(tmp_path / "ansible-role-x", tmp_path)
    alone.git("init", "-q", "-b", "trunk")
    alone.put({"tasks/main.yml": b"[]\n"})
    alone.git("add", "-A")
    alone.git("commit", "-q", "-m", "x")
    target = resolve(alone.root / "tasks")
    assert (target.kind, target.branch) == (TargetKind.ROLE, "refs/heads/trunk")


def test_a_link_is_followed(project, tmp_path):
    (tmp_path / "link").symlink_to(project.root / "roles")
    assert resolve(tmp_path / "link") == project.target()


def test_a_linked_work_tree(project, tmp_path):
    project.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    target = resolve(tmp_path / "side")
    assert (target.repository, target.branch) == (str(tmp_path / "side"), "refs/heads/side")


def test_a_submodule_is_its_own_repository(project, tmp_path):
    outer = type(project)(tmp_path / "outer", tmp_path)
    outer.git("init", "-q", "-b", "main")
    outer.put({"galaxy.yml": b""})
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(project.root), "inner")
    outer.commit()
    assert resolve(outer.root / "inner").repository == str(outer.root / "inner")


def test_nothing_there(tmp_path):
    with pytest.raises(RepositoryError, match="No such file"):
        resolve(tmp_path / "none")


def test_a_loop_of_links(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(RepositoryError):
        resolve(tmp_path / "loop")


def test_not_a_repository(tmp_path):
    with pytest.raises(RepositoryError, match="not inside a git repository") as caught:
        resolve(tmp_path)
    assert "git init" in caught.value.hint


def test_a_bare_repository(project, tmp_path):
    project.git("clone", "-q", "--bare", str(project.root), str(tmp_path / "bare"))
    with pytest.raises(RepositoryError, match="bare"):
        resolve(tmp_path / "bare")


def test_git_s_own_folder(project):
    with pytest.raises(RepositoryError, match="git's own folder"):
        resolve(project.root / ".git/refs")


def test_a_detached_head(project):
    project.git("switch", "-q", "--detach")
    with pytest.raises(RepositoryError, match="detached") as caught:
        resolve(project.root)
    assert "git switch" in caught.value.hint


def test_no_commit_yet(project, tmp_path):
    fresh = type(project)(tmp_path / "fresh", tmp_path)
    fresh.git("init", "-q")
    fresh.put({"galaxy.yml": b""})
    with pytest.raises(RepositoryError, match="no commit yet") as caught:
        resolve(fresh.root)
    assert "git commit" in caught.value.hint


def test_content_that_is_not_committed(project):
    project.put({"new/galaxy.yml": b""})
    with pytest.raises(RepositoryError, match="committed yet"):
        resolve(project.root / "new")


def test_a_work_tree_that_is_elsewhere(project, tmp_path):
    project.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(RepositoryError, match="elsewhere"):
        resolve(project.root)


def test_an_empty_collection(project):
    project.git("rm", "-rq", "roles")
    project.commit()
    target = resolve(project.root)
    assert project.repository.unpack(project.repository.base(target).tree, "").is_dir()


@pytest.mark.parametrize("name", ["a b", "new\nline", "c++", "…", "-x"])
def test_odd_names(project, tmp_path, name):
    moved = tmp_path / name
    project.root.rename(moved)
    again = type(project)(moved, tmp_path)
    assert resolve(moved) == again.target()
    assert again.merge(again.change()).work_tree_updated
    assert again.status == b""


def test_a_name_that_is_no_text(project, tmp_path):
    moved = tmp_path / os.fsdecode(b"caf\xe9")
    project.root.rename(moved)
    with pytest.raises(RepositoryError, match="not UTF-8"):
        resolve(moved)
