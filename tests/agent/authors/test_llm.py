from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.authors.llm import ChatAuthor, connect
from agent.domain.edits import InsertTask, TaskSpec
from agent.domain.facts import SystemFacts
from agent.domain.plan import Plan, Step
from agent.domain.proposal import Base, Proposal
from agent.domain.request import Request, Target, TargetKind
from agent.domain.verdict import Finding, Outcome, Report, Verdict
from agent.errors import AuthorError, BudgetExhausted
from agent.ports import Brief
from knowledge.content.reader import read
from tests.fakes.openai_server import Failure, Prose, Script, ToolCall, openai_server

STEP = {
    "summary": "install ardour",
    "role": "daw",
    "path": "roles/daw/tasks/main.yml",
    "reason": "roles/daw/README.md:1",
}
PLAN = {"summary": "Install ardour", "steps": [STEP]}
TASK = {"name": "Install ardour", "module": "ansible.builtin.package", "args": {"name": "ardour", "state": "present"}}
EDITS = {"edits": [{"kind": "insert_task", "path": "roles/daw/tasks/main.yml", "task": TASK}]}


@pytest.fixture
def brief(tmp_path: Path) -> Brief:
    tasks = tmp_path / "roles/daw/tasks"
    tasks.mkdir(parents=True)
    (tasks / "main.yml").write_text("---\n- name: Say hello\n  ansible.builtin.debug:\n    msg: hello\n")
    (tmp_path / "roles/daw/defaults").mkdir()
    (tmp_path / "roles/daw/defaults/main.yml").write_text("---\ndaw_password: hunter2-canary\n")
    (tmp_path / "galaxy.yml").write_text("namespace: a\nname: b\nversion: 1.0.0\n")
    target = Target(repository=str(tmp_path), kind=TargetKind.COLLECTION, branch="refs/heads/main")
    request = Request(id="r1", words="install ardour", target=target, author="openai:test")
    return Brief(request, SystemFacts(os_family="Debian", distribution="Debian"), (), read(tmp_path))


def author(script: Script, budget: int = 100_000) -> ChatAuthor:
    return ChatAuthor(connect("openai:test-model", base_url=script.url, api_key="sk-test", seconds=20), budget)


def test_plan_and_edits_come_back_as_types(brief: Brief) -> None:
    with openai_server(ToolCall(PLAN), ToolCall(EDITS)) as script:
        chat = author(script)
        plan = chat.plan(brief)
        edits = chat.propose(brief, plan, None, None)
    assert plan == Plan(summary="Install ardour", steps=(Step(**STEP),))
    assert edits == (InsertTask(path="roles/daw/tasks/main.yml", task=TaskSpec(**TASK)),)
    assert chat.tokens == 240


def test_a_malformed_answer_is_asked_for_again_with_what_is_wrong(brief: Brief) -> None:
    wrong = {"edits": [{"kind": "insert_task", "path": "x", "task": TASK, "shell": "rm -rf /"}]}
    with openai_server(ToolCall(wrong), ToolCall('{"edits": [{"kind'), ToolCall(EDITS)) as script:
        edits = author(script).propose(brief, Plan(summary="p"), None, None)
    assert len(edits) == 1
    assert "Extra inputs are not permitted" in json.dumps(script.asked[1]["messages"])


def test_429_is_waited_out(brief: Brief) -> None:
    with openai_server(Failure(429, {"Retry-After": "0"}), Failure(500), ToolCall(PLAN)) as script:
        plan = author(script).plan(brief)
    assert plan.summary == "Install ardour"
    assert len(script.asked) == 3


def test_prose_only_is_given_up_after_three_tries(brief: Brief) -> None:
    answers = [Prose("Sure! I would install ardour.")] * 3
    with openai_server(*answers) as script, pytest.raises(AuthorError, match="no usable plan in 3 tries"):
        author(script).plan(brief)


def test_a_wrong_key_says_so_without_showing_it(brief: Brief) -> None:
    refusal = Failure(401, message="Incorrect API key provided: sk-test-0123456789abcdefghij")
    with openai_server(refusal) as script, pytest.raises(AuthorError) as caught:
        author(script).plan(brief)
    assert "AuthenticationError" in caught.value.what
    assert "0123456789abcdefghij" not in str(caught.value)


def test_the_budget_is_checked_before_spending(brief: Brief) -> None:
    with openai_server(ToolCall(PLAN), ToolCall(EDITS)) as script:
        chat = author(script, budget=100)
        plan = chat.plan(brief)
        with pytest.raises(BudgetExhausted):
            chat.propose(brief, plan, None, None)
    assert len(script.asked) == 1


def test_a_repair_carries_the_findings_and_no_secret_reaches_the_model(brief: Brief) -> None:
    edits = (InsertTask(path="roles/daw/tasks/main.yml", task=TaskSpec(**TASK)),)
    base = Base(commit="c", tree="t")
    previous = Proposal(base=base, edits=edits, tree="t2", diff="", paths=("roles/daw/tasks/main.yml",))
    finding = Finding(validator="lint", rule="fqcn", path="roles/daw/tasks/main.yml", line=5, message="use the FQCN")
    verdict = Verdict(tree="t2", reports=(Report(validator="lint", outcome=Outcome.REFUTED, findings=(finding,)),))
    with openai_server(ToolCall(EDITS)) as script:
        author(script).propose(brief, Plan(summary="p", steps=(Step(**STEP),)), previous, verdict)
    sent = json.dumps(script.asked)
    assert "use the FQCN" in sent
    assert "Say hello" in sent
    assert "daw_password" in sent
    assert "hunter2-canary" not in sent


def test_an_unknown_provider_is_an_error_with_a_hint() -> None:
    with pytest.raises(AuthorError) as caught:
        connect("no-such-provider:x", base_url="", api_key="", seconds=1)
    assert "provider:model" in caught.value.hint
