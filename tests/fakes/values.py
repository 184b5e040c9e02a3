"""One full example of every value that flows through the graph."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.domain.approval import Approval
from agent.domain.documentation import Documentation
from agent.domain.edits import (
    AddListItem,
    AddRoleToPlay,
    ChangeTask,
    InsertHandler,
    InsertTask,
    NewRole,
    RemoveTask,
    SetVariable,
    TaskAnchor,
    TaskSpec,
    WriteFile,
)
from agent.domain.facts import AudioDevice, SystemFacts
from agent.domain.plan import Plan, Question, Step
from agent.domain.proposal import Base, Proposal, TouchedTask
from agent.domain.receipt import MergeReceipt
from agent.domain.request import Request, Target, TargetKind
from agent.domain.verdict import Finding, Outcome, Report, TaskResult, Verdict
from agent.state import State
from knowledge.passages import Passage, PassageKind

REF = "roles/daw/tasks/main.yml:7"
TARGET = Target(repository="/srv/content", subpath="c", kind=TargetKind.REPOSITORY, branch="refs/heads/main")
REQUEST = Request(id="0a1b2c3d", words="install ardour", target=TARGET, facts_file="/srv/facts.json")
FACTS = SystemFacts(
    os_family="Debian", distribution="Debian", distribution_version="12", audio=(AudioDevice(name="x"),)
)
PASSAGE = Passage(path="roles/daw/README.md", line=1, end_line=3, kind=PassageKind.README, text="audio", score=0.5)
DOCUMENTATION = Documentation(passages=(PASSAGE,), notice="lexical only", problems=("a.yml:1: bad",))
STEP = Step(summary="install ardour", role="daw", path="roles/daw/tasks/main.yml", reason=PASSAGE.ref, handlers=("h",))
PLAN = Plan(
    summary="install ardour",
    steps=(STEP,),
    already=("the user is in audio: roles/user/tasks/main.yml:8",),
    questions=(Question(text="which user?", default="me"),),
    assumptions=("package name taken as said: ardour",),
)
TASK = TaskSpec(
    name="Install ardour",
    module="ansible.builtin.package",
    args={"name": ["ardour", "jackd2"], "state": "present", "force": None},
    keywords={"when": ["a", {"b": 1.5}], "become": True},
)
EDITS = (
    InsertTask(path="roles/daw/tasks/main.yml", task=TASK, after=TaskAnchor(line=3, name="First")),
    ChangeTask(path="roles/daw/tasks/main.yml", task=TaskAnchor(line=3), args={"state": None}),
    RemoveTask(path="roles/daw/tasks/main.yml", task=TaskAnchor(line=9)),
    InsertHandler(path="roles/daw/handlers/main.yml", handler=TASK),
    SetVariable(path="roles/daw/defaults/main.yml", name="daw_x", value={"a": [1, None]}, comment="why"),
    AddListItem(path="roles/daw/defaults/main.yml", keys=("daw_packages", "debian"), item="ardour"),
    WriteFile(path="roles/daw/templates/x.j2", text="x\n"),
    AddRoleToPlay(path="playbooks/daw.yml", play=0, role="daw"),
    NewRole(name="cowsay", description="Talk."),
)
BASE = Base(commit="c" * 40, tree="b" * 40)
PROPOSAL = Proposal(
    base=BASE,
    edits=EDITS,
    tree="d" * 40,
    diff="--- a\n+++ b\n",
    paths=("roles/daw/tasks/main.yml",),
    touched=(TouchedTask(path="roles/daw/tasks/main.yml", line=7, name="Install ardour", role="daw"),),
    attempt=2,
)
FINDING = Finding(validator="lint", rule="fqcn", path="roles/daw/tasks/main.yml", line=7, message="m", fix="f")
PROVEN = TaskResult(ref=REF, name="Install ardour", outcome=Outcome.PROVEN, reason="would change", diff="+ardour")
UNPROVEN = TaskResult(ref=REF, name="Install ardour", outcome=Outcome.UNPROVEN, reason="no init")
PASSED = Report(validator="policy", outcome=Outcome.PROVEN, seconds=0.1)
REFUTED = Report(validator="lint", outcome=Outcome.REFUTED, findings=(FINDING,))
OPEN = Report(validator="check_mode", outcome=Outcome.UNPROVEN, tasks=(UNPROVEN,), reason="check mode in Debian 12")
VERDICT = Verdict(tree=PROPOSAL.tree, reports=(PASSED, OPEN))
APPROVAL = Approval(
    tree=PROPOSAL.tree, granted=True, by="alice", at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), accepted=(REF,)
)
RECEIPT = MergeReceipt(commit="e" * 40, tree=PROPOSAL.tree, branch="refs/heads/main", work_tree_updated=True)


def full_state() -> State:
    """A state in which every key is set."""
    return {
        "request": REQUEST,
        "base": BASE,
        "facts": FACTS,
        "documentation": DOCUMENTATION,
        "plan": PLAN,
        "proposal": PROPOSAL,
        "verdict": VERDICT,
        "stuck": False,
        "approval": APPROVAL,
        "receipt": RECEIPT,
        "restarts": 1,
        "undone": RECEIPT,
    }
