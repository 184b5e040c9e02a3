from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agent.domain.verdict import Outcome
from agent.validators.triage import Part, TaskEvent, awaited, failure, judge
from knowledge.content.model import Place, Task


def task(module: str = "ansible.builtin.file", args: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return Task(Place("roles/r/tasks/main.yml", 1, 3), "a task", module, args or {}, keywords)


def part(status: str = "ok", **values: Any) -> Part:
    blank: dict[str, Any] = {
        "changed": False,
        "message": "",
        "skipped": "",
        "condition": "",
        "warnings": (),
        "state": "",
        "absent": False,
        "censored": False,
        "diff": "",
    }
    return Part.model_validate({**blank, **values, "status": status})


def event(*parts: Part, status: str = "ok") -> TaskEvent:
    return TaskEvent.model_validate({"kind": "task", "place": "x:1", "status": status, "parts": parts})


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Unsupported parameters for (ansible.builtin.apt) module: nam. Supported: ...", "unsupported-parameter"),
        ("value of state must be one of: absent, directory, got: banana", "invalid-choice"),
        ("missing required arguments: path", "missing-argument"),
        ("mode must be in octal or symbolic form", "invalid-value"),
        ("No package matching 'no-such-package-xyz' is available", "package-unknown"),
        (
            "Task failed: Error while resolving value for 'msg': Syntax error in template: No filter named 'nofilter'.",
            "template-error",
        ),
        (
            "Could not find or access 'x.j2'\nSearched in:\n\t/work/tree/x.j2 on the Ansible Controller.\nIf you",
            "file-missing",
        ),
    ],
)
def test_real_defect_is_refuted_in_the_modules_own_words(words: str, rule: str) -> None:
    said = failure(words)
    assert (said.outcome, said.rule) == (Outcome.REFUTED, rule)
    assert said.reason == words.removeprefix("Task failed: ")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Task failed: Error while evaluating conditional: 'nope' is undefined", "variable 'nope' is undefined"),
        ("object of type 'dict' has no attribute 'nope'", "a value is undefined: object"),
        ("System has not been booted with systemd as init system (PID 1). Can't operate.", "no init: "),
        ("Request failed: <urlopen error [Errno 111] Connection refused>", "no network: "),
        ("Failed to update apt cache: unknown reason", "no network: "),
        ("Could not find the requested service nosuch: host", "not there yet: "),
        ("Group joey does not exist", "not there yet: "),
        ("Destination /etc/x does not exist !", "not there yet: "),
        ("chown failed: failed to look up user joey", "not there yet: "),
        ('Failed to find required executable "crontab" in paths: /usr/bin', "not there yet: "),
        ("Attempting to decrypt but no vault secrets found", "locked by vault: "),
        ("Could not find or access '/home/me/x' on the Ansible Controller.", "a file of the controller's own: "),
        ("Module result deserialization failed\nsudo: unknown user joe", "not there yet: "),
        ("Service is in unknown state", "no init: "),
        ("No filter named 'community.general.json_query'", "unknown here: "),
        ("something nobody has seen before", "failed here: something"),
        ("", "failed here: it failed and did not say why"),
    ],
)
def test_what_an_instance_can_not_show_is_unproven(words: str, reason: str) -> None:
    said = failure(words)
    assert said.outcome is Outcome.UNPROVEN
    assert said.reason.startswith(reason)


def test_an_ok_task_is_proven_with_its_diff() -> None:
    said = judge(task(), event(part(changed=True, diff="+a"), part(diff="+b")))
    assert (said.outcome, said.reason, said.diff) == (Outcome.PROVEN, "would change", "+a\n+b")
    assert judge(task(), event(part())).reason == "no change"


def test_a_task_without_check_mode_says_that_it_ran() -> None:
    assert judge(task(check_mode=False), event(part(changed=True))).reason == "ran for real: changed"


def test_no_log_keeps_the_diff_to_itself() -> None:
    assert judge(task(no_log=True), event(part(changed=True, diff="+secret"))).diff == ""
    assert judge(task(no_log=True), event(part(censored=True))).reason == "no failure; no_log hides the rest"


def test_one_failed_item_decides_over_all_others() -> None:
    said = judge(
        task(), event(part(changed=True), part("failed", message="missing required arguments: name"), status="failed")
    )
    assert (said.outcome, said.rule) == (Outcome.REFUTED, "missing-argument")


def test_an_item_passed_over_by_its_condition_does_not_spoil_the_others() -> None:
    said = judge(task(), event(part(changed=True), part("skipped", condition="item == 1")))
    assert said.outcome is Outcome.PROVEN


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"condition": "x | bool", "skipped": "Conditional result was False"}, "condition is false here: x | bool"),
        (
            {"message": "remote module (expect) does not support check mode"},
            "check mode does not run it: remote module (expect) does not support check mode",
        ),
        ({"skipped": "No items in the list"}, "No items in the list"),
        ({}, "skipped, for no reason given"),
    ],
)
def test_a_skipped_task_is_unproven(values: dict[str, str], reason: str) -> None:
    said = judge(task(), event(part("skipped", **values), status="skipped"))
    assert (said.outcome, said.reason) == (Outcome.UNPROVEN, reason)


def test_nothing_runs_as_init() -> None:
    wanted = task("ansible.builtin.service", {"name": "cron", "state": "started", "enabled": True})
    said = judge(wanted, event(part(changed=True)))
    assert said.outcome is Outcome.UNPROVEN
    assert said.reason.startswith("no init: ")
    assert judge(task("service", {"enabled": True}), event(part())).outcome is Outcome.PROVEN
    templated = task("service", {"state": "{{ wanted }}"})
    assert judge(templated, event(part(state="restarted"))).outcome is Outcome.UNPROVEN


def test_a_user_that_is_to_be_created_first_is_awaited() -> None:
    warning = "failed to look up user joey. Create user up to this point in real play"
    assert awaited(["something else", warning]) == "user joey"
    assert judge(task(), event(part(warnings=(warning,)))).reason == "not there yet: user joey"


def test_a_precondition_that_does_not_hold_outweighs_would_change() -> None:
    changed = event(part(changed=True))
    assert judge(task(), changed, event(part())).outcome is Outcome.PROVEN
    assert judge(task(), changed, event(part(absent=True))).reason == "not there yet: the folder of its destination"
    refused = event(part("failed", message="Group x does not exist"), status="failed")
    assert judge(task(), changed, refused).reason == "not there yet: Group x does not exist"


def test_a_precondition_of_a_task_that_was_skipped_says_nothing() -> None:
    skipped = event(part("skipped", condition="x"), status="skipped")
    assert judge(task(), skipped, event(part(absent=True))).reason == "condition is false here: x"


def test_long_words_and_diffs_are_cut() -> None:
    said = judge(task(), event(*[part(changed=True, diff="d" * 4000)] * 3))
    assert len(said.diff) == 4000
    said = judge(task(), event(part("failed", message="missing required arguments" + "m" * 3000), status="failed"))
    assert len(said.reason) == 600


def test_testimony_is_bounded() -> None:
    with pytest.raises(ValidationError):
        part(diff="d" * 4001)
    with pytest.raises(ValidationError):
        part("proven")
    with pytest.raises(ValidationError):
        event()


def test_a_reason_is_one_line() -> None:
    said = judge(task(), event(part("failed", message="No such file or directory\n  in /x\n"), status="failed"))
    assert said.reason == "not there yet: No such file or directory in /x"


def test_a_unit_that_is_not_installed_is_not_blamed_on_the_init() -> None:
    words = "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus"
    enable = task("ansible.builtin.systemd_service", {"name": "cron", "enabled": True})
    said = judge(enable, event(part("failed", message=words), status="failed"))
    assert said.reason == "not there yet: no unit of this name is installed in the instance"
    assert judge(task("command"), event(part("failed", message=words), status="failed")).reason.startswith("no init: ")
