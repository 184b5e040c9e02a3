"""The flow as a whole: real git, real edits and checkpoints; author, facts and validators are fakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.context import Tools
from agent.domain.edits import InsertTask, TaskSpec
from agent.domain.plan import Plan
from agent.domain.verdict import Finding, Outcome, Report
from agent.errors import UsageError
from agent.frontends import review
from agent.frontends.runs import Run, Runs, open_runs
from agent.frontends.status import Status
from agent.ports import Subject
from agent.settings import Settings
from tests.fakes.ports import FakeAuthor, FakeValidator
from tests.fakes.repository import EDITS, TASKS, git, make_repository, passing, request_for, tools_for


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "content")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", cache=tmp_path / "cache")


def start(runs: Runs, repository: Path, tools: Tools, events: list[dict[str, object]] | None = None) -> Run:
    return runs.start(request_for(repository), tools, (events if events is not None else []).append)


def refuting(message: str = "bad") -> FakeValidator:
    finding = Finding(validator="policy", rule="r", path=TASKS, line=6, message=message)
    report = Report(validator="policy", outcome=Outcome.REFUTED, findings=(finding,))
    return FakeValidator("policy", lambda _: report)


def test_from_words_to_one_commit(repository: Path, settings: Settings, tmp_path: Path) -> None:
    tools = tools_for(repository, tmp_path)
    with open_runs(settings) as runs:
        events: list[dict[str, object]] = []
        run = start(runs, repository, tools, events)
        assert run.status is Status.AWAITING
        assert "Install ardour" not in (repository / TASKS).read_text()
        run = runs.answer(run, review.approve(run, ()), tools, events.append)
    assert run.status is Status.MERGED
    assert git(repository, "rev-parse", "HEAD^{tree}") == run.state["receipt"].tree
    assert git(repository, "rev-list", "--count", "HEAD") == "2"
    assert "- name: Install ardour" in (repository / TASKS).read_text()
    assert git(repository, "status", "--porcelain") == ""
    message = git(repository, "log", "-1", "--format=%B")
    assert "Asked: install ardour" in message
    assert "Syncopate-Run: run1" in message
    stages = [event["stage"] for event in events if event["note"] is not None]
    assert stages == ["gather", "retrieve", "plan", "propose", "policy", "review", "merge"]


def test_a_refuted_try_is_repaired_with_its_findings(repository: Path, settings: Settings, tmp_path: Path) -> None:
    bad = (InsertTask(path=TASKS, task=TaskSpec(name="Bad", module="ansible.builtin.debug")),)

    def judge(subject: Subject) -> Report:
        text = (subject.after.root / TASKS).read_text()
        return refuting().judge(subject) if "Bad" in text else passing().judge(subject)

    tools = tools_for(repository, tmp_path, tries=[bad, EDITS], validators=(FakeValidator("policy", judge),))
    with open_runs(settings) as runs:
        run = start(runs, repository, tools)
    assert run.status is Status.AWAITING
    assert run.state["proposal"] is not None
    assert run.state["proposal"].attempt == 2
    assert isinstance(tools.author, FakeAuthor)
    first, second = tools.author.verdicts_seen
    assert first is None
    assert second is not None
    assert second.findings[0].message == "bad"


def test_two_tries_that_fail_alike_end_the_run(repository: Path, settings: Settings, tmp_path: Path) -> None:
    tools = tools_for(repository, tmp_path, tries=[EDITS] * 5, validators=(refuting(),))
    with open_runs(settings) as runs:
        run = start(runs, repository, tools)
    assert run.status is Status.REFUTED
    assert run.state["stuck"]
    assert git(repository, "rev-list", "--count", "HEAD") == "1"


def test_after_a_refutation_no_other_validator_runs(repository: Path, settings: Settings, tmp_path: Path) -> None:
    later = passing("lint")
    tools = tools_for(repository, tmp_path, tries=[EDITS] * 5, validators=(refuting(), later))
    with open_runs(settings) as runs:
        run = start(runs, repository, tools)
    assert later.calls == 0
    assert run.state["verdict"] is not None
    assert [report.validator for report in run.state["verdict"].reports] == ["policy"]


@pytest.mark.parametrize("plan", [Plan(summary="so", already=("x: a:1",)), Plan(summary="?", not_understood=("sing",))])
def test_a_plan_without_steps_ends_unchanged(repository: Path, settings: Settings, tmp_path: Path, plan: Plan) -> None:
    with open_runs(settings) as runs:
        run = start(runs, repository, tools_for(repository, tmp_path, plan=plan))
    assert run.status in {Status.NOTHING_TO_DO, Status.NOT_UNDERSTOOD}
    assert run.state.get("proposal") is None


def test_rejected_changes_nothing(repository: Path, settings: Settings, tmp_path: Path) -> None:
    tools = tools_for(repository, tmp_path)
    with open_runs(settings) as runs:
        run = start(runs, repository, tools)
        run = runs.answer(run, review.reject(run, "not now"), tools, lambda _: None)
    assert run.status is Status.REJECTED
    assert git(repository, "rev-list", "--count", "HEAD") == "1"


def test_an_approval_of_another_tree_is_not_taken(repository: Path, settings: Settings, tmp_path: Path) -> None:
    tools = tools_for(repository, tmp_path)
    with open_runs(settings) as runs:
        run = start(runs, repository, tools)
        forged = review.approve(run, ()).model_copy(update={"tree": "0" * 40})
        with pytest.raises(UsageError, match="another tree"):
            runs.answer(run, forged, tools, lambda _: None)
    assert git(repository, "rev-list", "--count", "HEAD") == "1"


def test_a_branch_that_moved_means_proving_and_asking_again(
    repository: Path, settings: Settings, tmp_path: Path
) -> None:
    tools = tools_for(repository, tmp_path, tries=[EDITS, EDITS])
    with open_runs(settings) as runs:
        run = start(runs, repository, tools)
        (repository / "other.md").write_text("meanwhile\n")
        git(repository, "add", "other.md")
        git(repository, "commit", "--quiet", "--message=Meanwhile")
        run = runs.answer(run, review.approve(run, ()), tools, lambda _: None)
        assert run.status is Status.AWAITING
        assert run.state["restarts"] == 1
        run = runs.answer(run, review.approve(run, ()), tools, lambda _: None)
    assert run.status is Status.MERGED
    assert git(repository, "log", "--format=%s").splitlines() == ["Install ardour", "Meanwhile", "As it is"]


def test_a_run_goes_on_at_the_node_that_failed(repository: Path, settings: Settings, tmp_path: Path) -> None:
    def broken(_: Subject) -> Report:
        raise KeyboardInterrupt

    events: list[dict[str, object]] = []
    with open_runs(settings) as runs:
        interrupted = tools_for(repository, tmp_path, validators=(FakeValidator("policy", broken),))
        with pytest.raises(KeyboardInterrupt):
            start(runs, repository, interrupted)
        assert runs.get("run1").status is Status.UNFINISHED
    with open_runs(settings) as runs:
        run = runs.resume(runs.get("run1"), tools_for(repository, tmp_path), events.append)
    assert run.status is Status.AWAITING
    assert [event["stage"] for event in events if event["note"] is not None] == ["policy"]
