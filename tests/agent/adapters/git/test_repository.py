"""The port: base, write, merge and revert on a real repository."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain.proposal import Base
from agent.errors import RefMoved, RepositoryError, RunBusy, WorkTreeDirty
from agent.ports import Repository


def test_implements_the_port(project):
    port: Repository = project.repository
    assert port.base(project.target()).commit == project.tip


def test_base_is_the_branch_tip(project):
    base = project.repository.base(project.target())
    assert base == Base(commit=project.tip, tree=project.git("rev-parse", "HEAD^{tree}").decode())


def test_base_of_an_absent_branch(project):
    target = project.target().model_copy(update={"branch": "refs/heads/none"})
    with pytest.raises(RepositoryError, match="no branch refs/heads/none"):
        project.repository.base(target)


def test_a_target_of_another_repository(project, tmp_path):
    target = project.target().model_copy(update={"repository": str(tmp_path)})
    with pytest.raises(RepositoryError, match="another repository"):
        project.repository.base(target)


def test_write_gives_tree_and_diff_and_touches_nothing(project):
    before = project.status
    base = project.repository.base(project.target())
    tree, diff = project.repository.write(base, "roles/audio", {"tasks/main.yml": b"new\n", "files/run.sh": b"x\n"})
    assert project.git("show", f"{tree}:{project.tasks}") == b"new"
    assert project.git("ls-tree", "-r", tree, "roles/audio/files/run.sh").startswith(b"100755")
    assert f"--- a/{project.tasks}\n+++ b/{project.tasks}\n" in diff
    assert "+new\n" in diff
    assert project.status == before
    assert project.tip == base.commit


def test_write_nothing_gives_the_same_tree(project):
    base = project.repository.base(project.target())
    assert project.repository.write(base, "", {}) == (base.tree, "")


def test_odd_names_and_bytes(project):
    names = [
        "a b",
        "new\nline",
        os.fsdecode(b"caf\xe9"),
        "c++",
        "tab\t",
        'quo"te',
        "-dash",
        ":(glob)*",
        "…",
        "back\\slash",
    ]
    proposal = project.propose({f"roles/{name}/x": b"\xff\0one\r\n" for name in names})
    assert proposal.diff.encode("utf-8")
    assert "\\xff" in proposal.diff
    receipt = project.merge(proposal)
    assert receipt.work_tree_updated
    assert {folder.name for folder in (project.root / "roles").iterdir()} == {*names, "audio"}
    assert project.status == b""


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../x", "roles/../../x", "roles/../x", ".git/config", "roles/.GIT/x", "a//b", "./a", "a\0b",
     "roles/git~1/x", "roles/.git./x", "roles/.g\u200cit/x", "x" * 300, "\ud800"],
)  # fmt: skip
def test_paths_that_may_not_be_written(project, path):
    base = project.repository.base(project.target())
    for subpath in ("", "roles"):
        with pytest.raises(RepositoryError, match="not a path inside"):
            project.repository.write(base, subpath, {path: b""})


def test_a_role_named_dot_dot(project):
    base = project.repository.base(project.target())
    with pytest.raises(RepositoryError, match=r"\.\."):
        project.repository.write(base, "", {"roles/../tasks/main.yml": b""})


def test_never_through_a_link_of_the_base(project, tmp_path):
    (project.root / "roles/out").symlink_to(tmp_path)
    (project.root / "galaxy.link").symlink_to("galaxy.yml")
    project.commit()
    base = project.repository.base(project.target())
    for path in ("roles/out/x", "roles/out", "galaxy.link"):
        with pytest.raises(RepositoryError, match="symbolic link"):
            project.repository.write(base, "", {path: b""})
    with pytest.raises(RepositoryError, match="symbolic link"):
        project.repository.write(base, "roles/out", {"x": b""})


@pytest.mark.parametrize("files", [{"roles": b""}, {"galaxy.yml/x": b""}, {"a": b"", "a/b": b""}])
def test_files_and_folders_do_not_replace_each_other(project, files):
    base = project.repository.base(project.target())
    with pytest.raises(RepositoryError, match="same name"):
        project.repository.write(base, "", files)


def test_removing_what_is_not_there(project):
    with pytest.raises(RepositoryError, match="no such file"):
        project.repository.write(project.repository.base(project.target()), "", {"nothing": None})


def test_attributes_can_not_hide_a_change(project):
    project.put({".gitattributes": b"* binary -diff\n"})
    project.commit()
    assert "+rm: everything\n" in project.propose({project.tasks: b"rm: everything\n"}).diff


def test_merge_makes_one_commit_with_exactly_that_tree(project):
    before, proposal = project.tip, project.change()
    receipt = project.merge(proposal)
    assert receipt.tree == proposal.tree == project.git("rev-parse", "HEAD^{tree}").decode()
    assert receipt.commit == project.tip
    assert receipt.work_tree_updated
    assert project.git("rev-parse", "HEAD^").decode() == before
    assert project.git("show", "-s", "--format=%an <%ae> %cn") == b"Ada <ada@example.org> Ada"
    body = project.git("show", "-s", "--format=%B").decode()
    assert body == f"Do it\n\nAs asked.\n\nSyncopate-Run: run-1\nSyncopate-Tree: {proposal.tree}\n".rstrip("\n")
    assert project.status == b""
    assert not (project.root / project.defaults).parent.exists()
    assert b"syncopate: merge run-1" in project.git("reflog", "-1")


def test_merging_twice_recognises_its_commit(project):
    proposal = project.change()
    first = project.merge(proposal)
    project.put({"other": b""})
    project.commit()
    tip = project.tip
    assert project.merge(proposal) == first
    assert project.tip == tip


def test_another_run_with_the_same_tree_is_not_ours(project):
    proposal = project.change()
    project.merge(proposal)
    with pytest.raises(RefMoved):
        project.merge(proposal, "run-2")


def test_a_person_can_not_fake_our_commit(project):
    proposal = project.change()
    fake = f"x\n\nSyncopate-Run: run-1\nSyncopate-Tree: {proposal.tree}\n"
    project.git("commit", "-q", "--allow-empty", "-m", fake)
    with pytest.raises(RefMoved):
        project.merge(proposal)


def test_a_moved_branch(project):
    proposal = project.change()
    project.put({"other": b""})
    tip = project.commit()
    with pytest.raises(RefMoved, match="moved") as caught:
        project.merge(proposal)
    assert "syncopate resume" in caught.value.hint
    assert project.tip == tip


def test_only_what_was_approved_is_merged(project):
    proposal, other = project.change(), project.propose({"x": b""})
    before = project.tip
    repository = project.repository
    for approval in (project.approval(proposal, granted=False), project.approval(other)):
        with pytest.raises(RepositoryError):
            repository.merge(project.request(), proposal, approval, "m")
    assert project.tip == before


def test_a_change_outside_the_target(project):
    proposal = project.change()
    with pytest.raises(RepositoryError, match="leads out of the target"):
        project.repository.merge(project.request(subpath="roles/other"), proposal, project.approval(proposal), "m")


def test_a_run_name_that_is_no_word(project):
    proposal = project.change()
    with pytest.raises(RepositoryError, match="Syncopate-Run"):
        project.merge(proposal, "a\nSigned-off-by: you")


def test_a_branch_that_is_not_checked_out(project):
    proposal = project.change()
    project.git("switch", "-q", "-c", "elsewhere")
    project.put({project.tasks: b"mine\n"})
    receipt = project.merge(proposal)
    assert not receipt.work_tree_updated
    assert project.tip == receipt.commit
    assert (project.root / project.tasks).read_bytes() == b"mine\n"


MERGE_WHEN_TOLD = """
import sys
from pathlib import Path
from agent.adapters.git import GitRepository
from agent.domain.approval import Approval
from agent.domain.proposal import Proposal
from agent.domain.request import Request
from agent.errors import SyncopateError

request, proposal, approval = (kind.model_validate_json(text) for kind, text in
                               zip((Request, Proposal, Approval), sys.argv[2:], strict=True))
scratch = Path(sys.argv[1])
repository = GitRepository(scratch / "cache", scratch / "state", Path(request.target.repository))
print("ready", flush=True)
sys.stdin.readline()
try:
    print(repository.merge(request, proposal, approval, "m").commit)
except SyncopateError as error:
    print(type(error).__name__)
"""


def test_two_merges_at_once(project):
    """From one base, each in its own process: one wins, the other is told, and nothing of either is lost."""
    processes = []
    for name in ("run-a", "run-b"):
        proposal = project.propose({f"roles/audio/tasks/{name}.yml": b"x\n"})
        values = (project.request(name), proposal, project.approval(proposal))
        command = [sys.executable, "-c", MERGE_WHEN_TOLD, project.scratch, *(v.model_dump_json() for v in values)]
        processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 2
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = sorted((process.communicate()[0].strip() for process in processes), key=len)
    assert said == ["RefMoved", project.tip]
    assert project.git("rev-list", "--count", "HEAD") == b"2"
    assert project.status == b""


def test_revert(project):
    before = project.git("rev-parse", "HEAD^{tree}").decode()
    merged = project.merge(project.change())
    project.put({"later": b"x"})
    project.commit()
    receipt = project.repository.revert(project.target(), merged.commit, "Undo it")
    assert receipt.work_tree_updated
    assert project.git("diff", "--name-only", before, "HEAD") == b"later"
    assert project.status == b""
    assert f"Syncopate-Reverts: {merged.commit}".encode() in project.git("show", "-s", "--format=%B")


def test_reverting_twice_is_said(project):
    merged = project.merge(project.change())
    receipt = project.repository.revert(project.target(), merged.commit, "Undo it")
    with pytest.raises(RepositoryError, match=f"undone already, by {receipt.commit}"):
        project.repository.revert(project.target(), merged.commit, "Undo it")
    assert project.tip == receipt.commit


def test_revert_refuses_what_was_changed_again(project):
    merged = project.merge(project.change())
    project.put({project.tasks: b"mine\n"})
    tip = project.commit()
    with pytest.raises(RepositoryError, match=f"changed again since: {project.tasks}"):
        project.repository.revert(project.target(), merged.commit, "Undo it")
    assert project.tip == tip


def test_revert_refuses_uncommitted_work(project):
    merged = project.merge(project.change())
    project.put({project.tasks: b"mine\n"})
    with pytest.raises(WorkTreeDirty, match=project.tasks):
        project.repository.revert(project.target(), merged.commit, "Undo it")
    assert (project.root / project.tasks).read_bytes() == b"mine\n"


def test_revert_of_what_is_no_single_change(project):
    with pytest.raises(RepositoryError, match="0 parents"):
        project.repository.revert(project.target(), project.tip, "Undo it")
    with pytest.raises(RepositoryError, match="does not exist"):
        project.repository.revert(project.target(), "f" * 40, "Undo it")
    aside = project.git("commit-tree", "HEAD^{tree}", "-m", "x").decode()
    with pytest.raises(RepositoryError, match="not on the branch"):
        project.repository.revert(project.target(), aside, "Undo it")


def test_busy(project, monkeypatch):
    from agent.adapters.git import locks

    proposal, repository, held = project.change(), project.repository, locks.held
    monkeypatch.setattr(locks, "held", lambda file: held(file, seconds=0.1))
    with held(repository._place / "lock"), pytest.raises(RunBusy):
        project.merge(proposal)


def test_a_repository_with_long_object_names(project, tmp_path):
    long = type(project)(tmp_path / "long", tmp_path)
    long.git("init", "-q", "-b", "main", "--object-format=sha256")
    long.put({project.tasks: b"a\n", project.defaults: b"b\n"})
    long.commit()
    merged = long.merge(long.propose({project.defaults: None}))
    assert long.status == b""
    long.repository.revert(long.target(), merged.commit, "Undo it")
    assert long.status == b""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(alphabet=st.sampled_from("./.git~1aA \\:\u200c\0"), max_size=12))
def test_whatever_is_written_lies_inside(project, path):
    """Either refused, or the tree has exactly that path more."""
    base = project.repository.base(project.target())
    try:
        tree, _ = project.repository.write(base, "roles/audio", {path: b"x"})
    except RepositoryError:
        return
    added = project.git("diff-tree", "-r", "-z", "--name-only", base.tree, tree)
    assert os.fsdecode(added) == f"roles/audio/{path}\0"
