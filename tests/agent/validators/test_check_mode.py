from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.adapters.instances import DEBIAN12, base_root
from agent.domain.facts import SystemFacts
from agent.domain.verdict import Outcome, Report, TaskResult
from agent.errors import ToolError
from agent.ports import Command, Completed
from agent.validators.check_mode import CheckMode, System, mismatch
from tests.fakes.every_task import FILES
from tests.fakes.subjects import DEBIAN_12, TASKS, subject, tree

DEBIAN = System("Debian", "Debian", "12")
ARCH = SystemFacts(os_family="Archlinux", distribution="Archlinux", distribution_version="rolling")


def instance() -> Path:
    return base_root(DEBIAN12, Path.home() / ".cache/syncopate/instances/debian12")


def check_mode() -> CheckMode:
    return CheckMode(BubblewrapSandbox(), instance(), DEBIAN)


PROVEN = [
    ("Packages", "would change", "cowsay"),
    ("Group", "would change", ""),
    ("Limits", "would change", "+@audio - rtprio 95"),
    ("Lines", "would change", "+127.0.0.1 two"),
    ("Sysctl", "would change", ""),
    ("Enabled", "no change", ""),
    ("Looked", "no change", ""),
    ("Loaded", "would change", "+seven"),
    ("Included", "no change", ""),
    ("Include", "all it comes down to is proven", ""),
    ("Tell", "no change", ""),
    ("Verbatim", "would change", "+{{ nobody }} ☃"),
    ("Greet", "would change", "+hello root"),
    ("Secret", "no failure; no_log hides the rest", ""),
]
REFUTED = [
    ("Unknown package", "package-unknown", "no-such-package-xyz"),
    ("Unheard", "handler-unknown", "'Nobody'"),
    ("Parameter", "unsupported-parameter", "nam"),
    ("Choice", "invalid-choice", "banana"),
    ("Condition", "template-error", "Syntax error"),
]
UNPROVEN = [
    ("Not here", "condition is false here: not audio_enabled"),
    ("Missing group", "not there yet: Group nosuchgroup does not exist"),
    ("Nowhere", "not there yet: the folder of its destination"),
    ("Started", "no init: "),
    ("Undefined", "variable 'user' is undefined"),
    ("Elsewhere", "variable 'printer' is undefined (it has a value in host_vars/pibot.yml only)"),
    ("Required", "variable audio_card is required and has no value"),
    ("Ask", "check mode does not run it: "),
    ("Rests", "it rests on roles/audio/tasks/main.yml:"),
    ("Delegated", "delegation: "),
]


def of(report: Report, name: str) -> TaskResult:
    return next(task for task in report.tasks if task.name == name)


def test_every_kind_of_task_in_one_run(tmp_path: Path) -> None:
    """One test, since one run takes as long as one of its tasks alone."""
    report = check_mode().validate(subject(tree(tmp_path, FILES)))
    seen = {task.name: (task.outcome, task.reason) for task in report.tasks}
    assert {name: seen[name] for name, _, _ in PROVEN} == {name: (Outcome.PROVEN, it) for name, it, _ in PROVEN}
    assert [name for name, _, diff in PROVEN if diff not in of(report, name).diff] == []
    findings = {f"{it.path}:{it.line}": it for it in report.findings}
    for name, rule, words in REFUTED:
        finding = findings[of(report, name).ref]
        assert (seen[name][0], finding.validator, finding.rule) == (Outcome.REFUTED, "check_mode", rule)
        assert words in finding.message
    assert [name for name, _ in UNPROVEN if seen[name][0] is not Outcome.UNPROVEN] == []
    assert [(seen[name][1], it) for name, it in UNPROVEN if not seen[name][1].startswith(it)] == []
    assert seen["Rescued"][0] is Outcome.REFUTED
    assert seen["Around"][1].endswith("condition is false here: not audio_enabled")
    assert "s3cret" not in report.model_dump_json()
    assert seen["Thief"] == (Outcome.PROVEN, "would change")  # it ran, and what it wrote is not among the results
    assert report.outcome is Outcome.REFUTED
    assert report.reason.startswith("check mode in Debian 12, ansible-core 2.")
    assert report.seconds > 0
    assert of(report, "Packages").ref == f"{TASKS}:2"


def test_a_role_of_a_collection(tmp_path: Path) -> None:
    files = {"galaxy.yml": "namespace: me\nname: mine\n", **FILES}
    report = check_mode().validate(subject(tree(tmp_path, files), "Limits"))
    assert report.outcome is Outcome.PROVEN
    assert "+@audio - rtprio 95" in report.tasks[0].diff


def test_a_role_alone(tmp_path: Path) -> None:
    files = {path.removeprefix("roles/audio/"): text for path, text in FILES.items() if path.startswith("roles/")}
    report = check_mode().validate(subject(tree(tmp_path, files), "Limits"))
    assert report.outcome is Outcome.PROVEN


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("invented_module: {x: 1}", Outcome.REFUTED, "couldn't resolve module/action 'invented_module'"),
        ("no.such_collection.module: {x: 1}", Outcome.UNPROVEN, "the collection no.such_collection is not installed"),
        ("ansible.builtin.invented: {x: 1}", Outcome.REFUTED, "couldn't resolve module/action"),
    ],
)
def test_a_task_that_can_not_be_loaded(tmp_path: Path, text: str, outcome: Outcome, reason: str) -> None:
    content = tree(tmp_path, {TASKS: f"- name: Odd\n  {text}\n- name: Next\n  ansible.builtin.debug: {{msg: x}}\n"})
    report = check_mode().validate(subject(content))
    assert of(report, "Odd").outcome is outcome
    assert of(report, "Odd").reason.startswith(reason)
    assert of(report, "Next").outcome is Outcome.UNPROVEN
    assert of(report, "Next").reason.startswith("it did not run: ")


@dataclass
class FakeSandbox:
    """Answers every command with the same testimony."""

    results: bytes = b""
    returncode: int = 0
    stderr: bytes = b""
    timed_out: bool = False
    truncated: bool = False
    commands: list[Command] = field(default_factory=list)

    def run(self, command: Command) -> Completed:
        self.commands.append(command)
        return Completed(self.returncode, b"", self.stderr, self.results, 1.0, self.timed_out, self.truncated)


def task_line(**values: Any) -> dict[str, Any]:
    part = {
        "status": "ok",
        "changed": True,
        "message": "",
        "skipped": "",
        "condition": "",
        "warnings": [],
        "state": "",
        "absent": False,
        "censored": False,
        "diff": "",
    }
    return {"kind": "task", "place": f"{TASKS}:1", "status": "ok", "parts": [part], **values}


END = {"kind": "end", "returncode": 0, "status": "successful", "version": "2.19.1", "said": ""}


def story(*lines: dict[str, Any]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def judged_by(sandbox: FakeSandbox, tmp_path: Path, facts: SystemFacts = DEBIAN_12) -> Report:
    content = tree(tmp_path, {TASKS: "- name: One\n  ansible.builtin.debug: {msg: x}\n"})
    return CheckMode(sandbox, tmp_path, DEBIAN).validate(subject(content, "One", facts=facts))


def test_a_whole_story_is_believed(tmp_path: Path) -> None:
    sandbox = FakeSandbox(story(task_line(), END))
    assert judged_by(sandbox, tmp_path).outcome is Outcome.PROVEN
    assert sandbox.commands[0].instance == tmp_path
    assert sandbox.commands[0].results


@pytest.mark.parametrize(
    "results",
    [
        b"",
        story(task_line()),
        story(task_line(), END)[:-40],
        story(task_line(), task_line(), END),
        story(END, task_line()),
        story(task_line(), END, END),
        story(task_line(parts=[]), END),
        story(task_line(status="proven"), END),
        story(task_line(extra=1), END),
        story(task_line(), {**END, "version": "<b>"}),
        b"\xff\xfe garbage\n",
        b"[]\n",
    ],
)
def test_a_cut_or_forged_story_is_an_error(tmp_path: Path, results: bytes) -> None:
    with pytest.raises(ToolError):
        judged_by(FakeSandbox(results), tmp_path)


def test_a_run_that_was_cut_short_is_an_error(tmp_path: Path) -> None:
    for sandbox in (FakeSandbox(timed_out=True), FakeSandbox(truncated=True)):
        with pytest.raises(ToolError):
            judged_by(sandbox, tmp_path)


def test_no_hosts_matched_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ToolError):
        judged_by(FakeSandbox(story(END)), tmp_path)


def test_a_result_for_another_line_is_not_taken_for_the_task(tmp_path: Path) -> None:
    with pytest.raises(ToolError):
        judged_by(FakeSandbox(story(task_line(place=f"{TASKS}:9"), END)), tmp_path)


def test_an_instance_out_of_reach_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="could not be reached"):
        judged_by(FakeSandbox(story(task_line(status="unreachable"), END)), tmp_path)


def test_another_distribution_is_unproven_and_nothing_runs(tmp_path: Path) -> None:
    sandbox = FakeSandbox()
    report = judged_by(sandbox, tmp_path, facts=ARCH)
    assert report.outcome is Outcome.UNPROVEN
    assert report.reason == "the instance is Debian 12, the target Archlinux"
    assert [task.reason for task in report.tasks] == [report.reason]
    assert report.findings == ()
    assert sandbox.commands == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (DEBIAN_12, ""),
        (SystemFacts(os_family="Debian", distribution="Debian", distribution_version="12.4"), ""),
        (
            SystemFacts(os_family="Debian", distribution="Debian", distribution_major_version="13"),
            "the instance is Debian 12, the target Debian 13",
        ),
        (
            SystemFacts(os_family="Debian", distribution="Ubuntu", distribution_version="24.04"),
            "the instance is Debian 12, the target Ubuntu 24",
        ),
        (
            SystemFacts(os_family="Debian", distribution="Debian"),
            "the instance is Debian 12, the target Debian of an unknown version",
        ),
    ],
)
def test_only_the_same_release_is_comparable(facts: SystemFacts, reason: str) -> None:
    assert mismatch(DEBIAN, facts) == reason


def test_no_task_concerned_is_unproven(tmp_path: Path) -> None:
    sandbox = FakeSandbox()
    content = tree(tmp_path, {TASKS: "- name: One\n  ansible.builtin.debug: {msg: x}\n"})
    report = CheckMode(sandbox, tmp_path, DEBIAN).validate(subject(content, "nobody"))
    assert (report.outcome, report.reason) == (Outcome.UNPROVEN, "no task is concerned, nothing to run")
    assert sandbox.commands == []
