"""The branch and its work trees move together, or not at all, whenever a process ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agent.adapters.git import advance, commits, work_files
from agent.adapters.git.index import Index
from agent.errors import RefMoved, RepositoryError

DRIVER = Path(__file__).with_name("crash_at_every_step.py")


def test_a_crash_at_any_step_ends_as_all_or_nothing(project):
    """Ended before each effect in turn; other staged, changed and untracked work is there all the time."""
    project.put({"staged": b"", "galaxy.yml": b"changed\n", "untracked": b"mine"})
    project.git("add", "staged")
    proposal = project.change()
    for value in (project.request(), proposal, project.approval(proposal)):
        (project.scratch / f"{type(value).__name__}.json").write_text(value.model_dump_json())
    done = subprocess.run([sys.executable, DRIVER, project.scratch], check=True, capture_output=True, timeout=200)
    reports = json.loads(done.stdout)

    old = {"staged": "", "galaxy.yml": "changed\n", "untracked": "mine", "roles/audio/files/run.sh": "#!/bin/sh\n"}
    new = old | {project.tasks: "---\n[]\n", project.new: "---\n"}
    old |= {
        project.tasks: "---\n- name: One\n  ansible.builtin.debug:\n",
        project.defaults: "---\naudio_packages: []\n",
    }
    for step, report in enumerate(reports):
        assert report["files"] == (old if report["commits"] == 1 else new), step
        assert report["status"] == " M galaxy.yml\nA  staged\n?? untracked\n", step
        assert report["left"] == [], step
    counts = [report["commits"] for report in reports]
    assert counts == sorted(counts)
    assert {(report["commits"], report["recovered"]) for report in reports} >= {(1, False), (1, True), (2, True)}
    assert [report["crashed"] for report in reports] == [True] * (len(reports) - 1) + [False]
    assert len(reports) > 30


def broken_off(project, monkeypatch, *, before):
    """A merge that ended by a power cut just before the named effect; the index is still locked."""
    proposal = project.change()

    def cut(*_arguments, **_options):
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(*before, cut)
        patch.setattr(Index, "clean", lambda _self: None)
        with pytest.raises(PowerCutError):
            project.merge(proposal)
    assert (project.root / ".git/index.lock").exists()
    return proposal


class PowerCutError(BaseException):
    pass


BEFORE_FILES = (work_files, "place")


def test_base_finishes_a_half_done_merge(project, monkeypatch):
    proposal = broken_off(project, monkeypatch, before=BEFORE_FILES)
    assert project.repository.base(project.target()).tree == proposal.tree
    assert project.status == b""


def test_merging_again_after_a_crash_gives_the_receipt(project, monkeypatch):
    proposal = broken_off(project, monkeypatch, before=BEFORE_FILES)
    receipt = project.merge(proposal)
    assert (receipt.commit, receipt.work_tree_updated) == (project.tip, True)
    assert project.git("rev-list", "--count", "HEAD") == b"2"
    assert project.status == b""


def test_a_crash_before_the_branch_moved_is_forgotten(project, monkeypatch):
    tip = project.tip
    proposal = broken_off(project, monkeypatch, before=(advance, "_compare_and_swap"))
    recovered = project.repository.recover()
    assert recovered is not None
    assert not recovered.finished
    assert (project.tip, project.status) == (tip, b"")
    assert project.merge(proposal).commit == project.tip


def test_what_the_user_changed_in_between_is_left_alone(project, monkeypatch, caplog):
    broken_off(project, monkeypatch, before=BEFORE_FILES)
    project.put({project.tasks: b"mine\n", project.new: b"mine, too\n"})
    recovered = project.repository.recover()
    assert recovered is not None
    assert recovered.finished
    assert sorted(recovered.left_alone) == sorted([project.tasks, project.new])
    assert (project.root / project.tasks).read_bytes() == b"mine\n"
    assert (project.root / project.new).read_bytes() == b"mine, too\n"
    assert project.tasks in caplog.text
    assert project.repository.recover() is None


def test_what_the_user_staged_and_committed_in_between_stays(project, monkeypatch):
    """Somebody removed the lock by hand and went on working."""
    broken_off(project, monkeypatch, before=BEFORE_FILES)
    (project.root / ".git/index.lock").unlink()
    project.put({project.tasks: b"mine\n"})
    project.git("add", project.tasks)
    project.git("commit", "-q", "-m", "mine", "--", project.tasks)
    tip = project.tip
    project.repository.recover()
    assert project.tip == tip
    assert project.git("show", f"HEAD:{project.tasks}") == b"mine"
    assert (project.root / project.tasks).read_bytes() == b"mine\n"


def test_another_branch_checked_out_in_between_stays(project, monkeypatch):
    broken_off(project, monkeypatch, before=BEFORE_FILES)
    (project.root / ".git/index.lock").unlink()
    project.git("switch", "-q", "--discard-changes", "-c", "mine", "HEAD^")
    recovered = project.repository.recover()
    assert recovered is not None
    assert recovered.left_alone == ()
    assert project.status == b""


def test_a_branch_that_moves_at_the_last_moment(project, monkeypatch):
    """The check was passed, then somebody else was faster: compare-and-swap notices."""
    proposal = project.change()
    read = commits.create

    def create_and_lose(git, *arguments):
        made = read(git, *arguments)
        project.git("update-ref", "refs/heads/main", project.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "x"))
        return made

    monkeypatch.setattr(commits, "create", create_and_lose)
    with pytest.raises(RefMoved):
        project.merge(proposal)
    assert project.status == b""
    assert project.git("log", "-1", "--format=%s") == b"x"
    assert not (project.root / ".git/index.lock").exists()


def test_a_locked_branch(project):
    proposal, tip = project.change(), project.tip
    (project.root / ".git/refs/heads/main.lock").touch()
    with pytest.raises(RepositoryError, match=r"main\.lock") as caught:
        project.merge(proposal)
    assert not isinstance(caught.value, RefMoved)
    assert "remove that file" in caught.value.hint
    assert (project.tip, project.status) == (tip, b"")


def test_trouble_after_the_branch_moved_is_finished_later(project, monkeypatch):
    proposal = project.change()

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(work_files, "place", full)
        with pytest.raises(RepositoryError, match=r"merged as .* could not be brought along") as caught:
            project.merge(proposal)
    assert "syncopate resume" in caught.value.hint
    assert project.repository.recover().finished
    assert project.status == b""
    assert project.merge(proposal).commit == project.tip


def test_links_and_submodules_are_not_moved(project):
    (project.root / "link").symlink_to("galaxy.yml")
    tip = project.commit()
    with pytest.raises(RepositoryError, match="symbolic links and submodules"):
        project.repository.revert(project.target(), tip, "Undo it")
    assert (project.root / "link").is_symlink()
