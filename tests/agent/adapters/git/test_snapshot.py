"""The index and the work tree as trees, without a filter, a hook or a touch."""

from __future__ import annotations

import hashlib
import os

import pytest

from agent.adapters.git import snapshot, trees
from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError


@pytest.fixture
def git(project) -> Git:
    return Git(project.root)


def base(git: Git) -> str:
    return trees.commit_tree(git, "HEAD")


def touched(git: Git, taken: snapshot.Snapshot) -> set[str]:
    return {change.path for change in trees.changes(git, base(git), taken.tree)}


def everything(project) -> tuple[object, ...]:
    """What must stay as it is: index, files, refs."""
    index = (project.root / ".git/index").read_bytes()
    return index, project.status, project.git("for-each-ref")


def test_nothing_changed_is_the_same_tree(project, git):
    assert snapshot.of_work_tree(git, base(git)) == snapshot.Snapshot(base(git))
    assert snapshot.of_index(git, base(git)) == snapshot.Snapshot(base(git))


def test_the_work_tree_holds_what_git_would_add(project, git):
    project.put(
        {".gitignore": b"*.log\n", "a.log": b"x", "with + and \n newline.yml": b"---\n", project.tasks: b"[]\n"}
    )
    (project.root / project.defaults).unlink()
    (project.root / "roles/audio/files/run.sh").chmod(0o644)
    (project.root / "link").symlink_to("./roles/../roles")
    before = everything(project)
    taken = snapshot.of_work_tree(git, base(git))
    assert everything(project) == before
    project.git("add", "-A")
    assert taken.tree == project.git("write-tree").decode()
    assert taken.left_out == ()


def test_the_index_holds_what_is_staged_and_nothing_else(project, git):
    project.put({project.tasks: b"[]\n", project.new: b"---\n"})
    project.git("add", project.tasks)
    project.git("add", "--intent-to-add", project.new)
    project.put({project.tasks: b"later"})
    before = everything(project)
    assert touched(git, snapshot.of_index(git, base(git))) == {project.tasks}
    assert everything(project) == before
    assert touched(git, snapshot.of_work_tree(git, base(git))) == {project.tasks, project.new}


def test_a_commit_under_way_has_an_index_of_its_own(project, git, monkeypatch):
    project.put({project.tasks: b"[]\n"})
    (project.root / ".git/next").write_bytes((project.root / ".git/index").read_bytes())
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next")
    project.git("add", project.tasks)
    assert touched(git, snapshot.of_index(git, base(git))) == {project.tasks}
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert touched(git, snapshot.of_index(git, base(git))) == set()


@pytest.mark.parametrize("take", [snapshot.of_index, snapshot.of_work_tree])
def test_an_unfinished_merge_is_said(project, git, take):
    project.git("switch", "-q", "-c", "other")
    project.put({project.tasks: b"[1]\n"})
    project.commit()
    project.git("switch", "-q", "main")
    project.put({project.tasks: b"[2]\n"})
    project.commit()
    with pytest.raises(Exception, match="merge"):
        project.git("merge", "other")
    with pytest.raises(RepositoryError, match=r"not finished: roles/audio/tasks/main\.yml") as caught:
        take(git, base(git))
    assert caught.value.hint


def test_line_ends_that_git_converts_are_no_change(project, git):
    project.git("config", "core.autocrlf", "true")
    file = project.root / project.tasks
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert touched(git, snapshot.of_work_tree(git, base(git))) == set()


def test_no_filter_and_no_hook_runs(project, git, tmp_path):
    canary = tmp_path / "canary"
    project.put({".gitattributes": b"*.yml filter=evil\n"})
    project.commit()
    project.git("config", "filter.evil.clean", f"touch {canary}; cat")
    project.git("config", "core.fsmonitor", f"touch {canary}")
    project.put({project.tasks: b"[]\n", "new.yml": b"secret\n"})
    taken = snapshot.of_work_tree(git, base(git))
    assert not canary.exists()
    assert touched(git, taken) == set()
    assert {left.path for left in taken.left_out} == {project.tasks, "new.yml"}
    assert "evil" in taken.left_out[0].reason
    secret = hashlib.sha1(b"blob 7\0secret\n").hexdigest()
    assert not (project.root / ".git/objects" / secret[:2] / secret[2:]).exists()


def test_the_users_own_list_of_ignored_files_counts(project, git, own_configuration):
    (own_configuration / "ignored").write_text("*.swp\n")
    project.git("config", "--global", "core.excludesFile", "~/ignored")
    project.put({"x.swp": b"x"})
    assert touched(git, snapshot.of_work_tree(git, base(git))) == set()


def test_what_can_not_be_taken_is_left_out_and_said(project, git, monkeypatch):
    project.git("init", "-q", "nested")
    project.put({"nested/x": b"x"})
    monkeypatch.setattr("agent.adapters.git.unpacking.LARGEST", 10)
    project.put({"big.bin": b"x" * 11})
    taken = snapshot.of_work_tree(git, base(git))
    assert touched(git, taken) == set()
    assert {"nested", "big.bin"} <= {left.path for left in taken.left_out}


def test_a_fifo_in_the_way_of_a_file_is_not_read(project, git):
    (project.root / project.tasks).unlink()
    os.mkfifo(project.root / project.tasks)
    assert touched(git, snapshot.of_work_tree(git, base(git))) == {project.tasks}


def test_sha256_repositories(tmp_path, project):
    root = tmp_path / "sha256"
    root.mkdir()
    project.root = root
    project.git("init", "-q", "-b", "main", "--object-format=sha256")
    project.put({"galaxy.yml": b"name: a\n"})
    project.commit()
    project.put({"galaxy.yml": b"name: b\n"})
    git = Git(root)
    taken = snapshot.of_work_tree(git, base(git))
    project.git("add", "-A")
    assert taken.tree == project.git("write-tree").decode()
