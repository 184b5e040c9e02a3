"""Uncommitted work: in the way, it stops a merge; elsewhere, it survives byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.adapters.git import work_tree
from agent.adapters.git.plumbing import Git
from agent.errors import WorkTreeDirty


def refused(project, match):
    """A merge is refused for that reason, and nothing changes by it."""
    proposal, tip = project.change(), project.tip
    before = (project.status, project.git("ls-files", "-s", "-v"), snapshot(project.root))
    with pytest.raises(WorkTreeDirty, match=match):
        project.merge(proposal)
    assert project.tip == tip
    assert (project.status, project.git("ls-files", "-s", "-v"), snapshot(project.root)) == before
    assert not list(project.root.glob(".git/*syncopate*"))


def snapshot(root: Path) -> dict[str, object]:
    kept = {}
    for folder, _, names in os.walk(root):
        if ".git" not in Path(folder).parts:
            for name in names:
                file = Path(folder) / name
                kept[str(file)] = (
                    str(file.readlink()) if file.is_symlink() else (file.read_bytes(), file.stat().st_mode)
                )
    return kept


def test_a_changed_file_is_named(project):
    project.put({project.tasks: b"mine\n"})
    refused(project, f"changed.*: {project.tasks}")


def test_a_staged_file(project):
    project.put({project.tasks: b"mine\n"})
    project.git("add", "-A")
    refused(project, f"staged: {project.tasks}")


def test_a_staged_change_whose_file_was_put_back(project):
    kept = (project.root / project.tasks).read_bytes()
    project.put({project.tasks: b"mine\n"})
    project.git("add", "-A")
    project.put({project.tasks: kept})
    refused(project, "staged")


def test_an_untracked_file_in_the_way(project):
    project.put({project.new: b"mine\n"})
    refused(project, f"untracked and in the way: {project.new}")


def test_an_ignored_file_in_the_way(project):
    project.put({".gitignore": b"handlers\n"})
    project.commit()
    project.put({project.new: b"mine\n"})
    refused(project, "untracked and in the way")


def test_a_file_where_a_folder_is_needed(project):
    project.put({"roles/audio/handlers": b"mine\n"})
    refused(project, "untracked and in the way")


def test_a_staged_file_where_a_folder_is_needed(project):
    project.put({"roles/audio/handlers": b"mine\n"})
    project.git("add", "-A")
    (project.root / "roles/audio/handlers").unlink()
    refused(project, "in the way in the index")


def test_intent_to_add(project):
    project.put({project.new: b"mine\n"})
    project.git("add", "-N", project.new)
    refused(project, "staged")


def test_a_deleted_file(project):
    (project.root / project.tasks).unlink()
    refused(project, f"deleted: {project.tasks}")


def test_a_changed_mode(project):
    (project.root / project.tasks).chmod(0o755)
    refused(project, "changed")


def test_modes_that_the_file_system_does_not_keep(project):
    project.git("config", "core.fileMode", "false")
    (project.root / project.tasks).chmod(0o755)
    project.merge(project.change())
    assert project.status == b""
    assert os.access(project.root / project.tasks, os.X_OK)


def test_a_folder_that_became_a_link(project, tmp_path):
    """Nothing is read or written through it."""
    real = tmp_path / "elsewhere"
    (project.root / "roles/audio/tasks").rename(real)
    (project.root / "roles/audio/tasks").symlink_to(real)
    refused(project, "changed")
    assert [file.name for file in real.iterdir()] == ["main.yml"]


def test_a_link_above_a_new_file(project, tmp_path):
    (project.root / "roles/audio/handlers").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    refused(project, "untracked and in the way")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_device_in_place_of_a_file(project):
    (project.root / project.tasks).unlink()
    os.mkfifo(project.root / project.tasks)
    proposal = project.change()
    with pytest.raises(WorkTreeDirty, match="changed"):
        project.merge(proposal)


def test_a_locked_index(project):
    proposal = project.change()
    lock = project.root / ".git/index.lock"
    lock.write_bytes(b"")
    with pytest.raises(WorkTreeDirty, match="locked") as caught:
        project.merge(proposal)
    assert str(lock) in str(caught.value)
    assert lock.exists()


def test_converted_line_ends(project):
    project.git("config", "core.autocrlf", "true")
    (project.root / project.tasks).unlink()
    project.git("checkout", "-q", "--", project.tasks)
    assert b"\r\n" in (project.root / project.tasks).read_bytes()
    refused(project, "converted on checkout")


def test_outside_the_sparse_checkout(project):
    project.git("sparse-checkout", "set", "--cone", "--sparse-index", "playbooks")
    refused(project, "sparse")
    assert not (project.root / "roles").exists()


def test_inside_a_sparse_checkout(project):
    project.put({"other/deep/x": b""})
    project.commit()
    project.git("sparse-checkout", "set", "--cone", "--sparse-index", "roles")
    project.merge(project.change())
    assert project.status == b""
    assert not (project.root / "other").exists()


def test_assumed_unchanged(project):
    project.git("update-index", "--assume-unchanged", project.tasks)
    refused(project, "assumed unchanged")


def test_a_split_index(project):
    project.git("config", "core.splitIndex", "true")
    project.git("update-index", "--split-index")
    project.put({"staged": b"s"})
    project.git("add", "staged")
    project.merge(project.change())
    assert project.status == b"A  staged\0"


def test_an_unfinished_conflict(project):
    project.git("switch", "-q", "-c", "side")
    project.put({project.tasks: b"side\n"})
    project.commit()
    project.git("switch", "-q", "main")
    project.put({project.tasks: b"main\n"})
    project.commit()
    with pytest.raises(Exception, match="exit status 1"):
        project.git("merge", "side")
    refused(project, "unmerged")


def test_a_rebase_under_way(project):
    project.git("switch", "-q", "-c", "side")
    project.put({project.tasks: b"side\n"})
    project.commit()
    project.git("switch", "-q", "main")
    project.put({project.tasks: b"main\n"})
    project.commit()
    with pytest.raises(Exception, match="exit status 1"):
        project.git("rebase", "side")
    proposal, tip = project.change(), project.tip
    with pytest.raises(WorkTreeDirty, match="rebase"):
        project.merge(proposal)
    assert project.tip == tip


def test_other_work_survives_byte_for_byte(project):
    """Staged, staged and changed again, changed, deleted, untracked and ignored: all as before."""
    names = [f"work/{name}" for name in ("staged", "both", "changed", "deleted", "removed")]
    project.put(dict.fromkeys(names, b"old\n") | {".gitignore": b"ignored\n"})
    project.commit()
    project.put({"work/staged": b"s\r\n", "work/both": b"1\n", "work/new": b"n"})
    project.git("add", "-A")
    project.git("rm", "-q", "--cached", "work/removed")
    project.put({"work/both": b"2\n", "work/changed": b"\xff\0", "work/untracked \n": b"u", "ignored": b"i"})
    (project.root / "work/deleted").unlink()

    def others():
        touched = (project.tasks, project.new, project.defaults)
        entries = [line for line in project.git("ls-files", "-s").split(b"\n") if not line.endswith(b"main.yml")]
        files = {path: kept for path, kept in snapshot(project.root).items() if not path.endswith(touched)}
        return entries, files, project.status

    before = others()
    project.merge(project.change())
    assert others() == before


def test_permissions_of_a_file_are_kept(project):
    (project.root / project.tasks).chmod(0o640)
    project.merge(project.change())
    assert (project.root / project.tasks).stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_of_a_file_is_kept(project):
    os.chown(project.root / project.tasks, 1234, 1234)
    project.merge(project.change())
    assert (project.root / project.tasks).stat().st_uid == 1234


def test_a_linked_work_tree(project, tmp_path):
    """The branch is brought along wherever it is checked out, not only where the target is."""
    project.git("switch", "-q", "-c", "elsewhere")
    linked = tmp_path / "linked tree"
    project.git("worktree", "add", "-q", str(linked), "main")
    (linked / "mine").write_bytes(b"m")
    proposal = project.change()
    receipt = project.merge(proposal)
    assert receipt.work_tree_updated
    assert (linked / project.tasks).read_bytes() == b"---\n[]\n"
    assert project.status == b""
    there = type(project)(linked, tmp_path)
    assert there.status == b"?? mine\0"
    there.repository.revert(there.target(), receipt.commit, "Undo it")
    assert there.status == b"?? mine\0"


def test_a_dirty_linked_work_tree(project, tmp_path):
    project.git("switch", "-q", "-c", "elsewhere")
    linked = tmp_path / "linked"
    project.git("worktree", "add", "-q", str(linked), "main")
    (linked / project.tasks).write_bytes(b"mine")
    proposal = project.change()
    with pytest.raises(WorkTreeDirty, match="changed") as caught:
        project.merge(proposal)
    assert caught.value.where == str(linked)


def test_a_work_tree_that_is_gone(project, tmp_path):
    project.git("switch", "-q", "-c", "elsewhere")
    linked = tmp_path / "linked"
    project.git("worktree", "add", "-q", str(linked), "main")
    linked.rename(tmp_path / "moved")
    assert work_tree.holding(Git(project.root), "refs/heads/main") == ()
    assert not project.merge(project.change()).work_tree_updated


def test_a_change_in_the_index_s_own_second_is_still_seen(project):
    """Git trusts recorded sizes and times only for files older than the index; it must not look younger than it was."""
    project.git("config", "core.trustctime", "false")
    galaxy, index = project.root / "galaxy.yml", project.root / ".git/index"
    os.utime(galaxy, (1_000_000_000, 1_000_000_000))
    project.git("update-index", "--refresh")
    galaxy.write_bytes(galaxy.read_bytes().upper())
    for file in (galaxy, index):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    proposal = project.change()
    project.merge(proposal)
    assert project.status == b" M galaxy.yml\0"
