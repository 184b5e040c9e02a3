"""``.syncopate.yml``: read from the base, and never from the change."""

from __future__ import annotations

import pytest

from agent.domain.verdict import Finding, Outcome, Report, TaskResult
from agent.validators.own_policy import FILE, Governed, Protection, permit, read
from agent.validators.policy.validator import Policy

TASKS = "roles/audio/tasks/main.yml"
SHELL = "---\n- name: Run\n  ansible.builtin.shell: echo hi\n"
PIPE = "---\n- name: Run\n  ansible.builtin.debug:\n    msg: \"{{ lookup('pipe', 'id') }}\"\n"
ALLOW_SHELL = "allow:\n  - rule: shell\n    reason: the vendor says so\n"


def governed(subject):
    return Governed(Policy(), Protection()).validate(subject)


def test_without_a_file_nothing_is_allowed(make_subject):
    report = governed(make_subject({TASKS: SHELL}, trusted=True))
    assert (report.outcome, [task.rule for task in report.tasks]) == (Outcome.UNPROVEN, ["shell"])


def test_the_base_allows_with_a_reason(make_subject):
    report = governed(make_subject({TASKS: SHELL}, old={FILE: ALLOW_SHELL}, trusted=True))
    assert (report.outcome, report.tasks) == (Outcome.PROVEN, ())
    assert "shell is allowed: the vendor says so" in report.reason


def test_an_agent_is_not_meant_unless_it_is_said(make_subject):
    assert governed(make_subject({TASKS: SHELL}, old={FILE: ALLOW_SHELL})).outcome is Outcome.REFUTED
    assert governed(make_subject({TASKS: SHELL}, old={FILE: f"{ALLOW_SHELL}    agents: true\n"})).outcome is (
        Outcome.PROVEN
    )


def test_a_change_can_not_allow_itself(make_subject):
    report = governed(make_subject({TASKS: SHELL, FILE: ALLOW_SHELL}, trusted=True))
    assert {task.rule for task in report.tasks} == {"shell", "own-policy-changed"}
    assert governed(make_subject({FILE: ALLOW_SHELL})).outcome is Outcome.REFUTED


def test_what_is_not_allowed_stays_beside_what_is(make_subject):
    report = governed(make_subject({TASKS: SHELL + PIPE[4:]}, old={FILE: ALLOW_SHELL}, trusted=True))
    assert ([it.rule for it in report.findings], report.tasks) == (["lookup-executes"], ())


def test_a_protected_role_needs_a_person(make_subject):
    old = {FILE: "protected_roles: [audio]\n"}
    report = governed(make_subject({TASKS: "---\n[]\n", FILE: "protected_roles: []\n"}, old=old, trusted=True))
    assert {task.rule for task in report.tasks} == {"role-protected", "own-policy-changed"}
    assert governed(make_subject({"README.md": "x"}, old=old)).outcome is Outcome.PROVEN


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("alow: []\n", 1, "there is no key 'alow' here; did you mean 'allow'?"),
        ("allow:\n  - rule: shell\n    reason: x\n    path: [a]\n", 4, "did you mean 'paths'?"),
        ("allow:\n  - rule: shel\n    reason: x\n", 2, "there is no rule 'shel'; did you mean 'shell'?"),
        ("allow:\n  - rule: role-protected\n    reason: x\n", 2, "can't be allowed"),
        ("allow:\n  - rule: shell\n", 2, "allow.0.reason: Field required"),
        ("protected_roles: yes\n", 1, "protected_roles"),
        ("- a\n", 1, "RepositoryPolicy"),
        ("a: [\n", 2, ""),
        ("a: \x00\n", 0, "binary"),
    ],
)
def test_what_is_wrong_with_it_is_said_with_its_line(make_subject, text, line, words):
    report = governed(make_subject({FILE: text}, trusted=True))
    found = next(it for it in report.findings if it.rule == "own-policy-invalid")
    assert found.line == line
    assert words in found.message


def test_a_broken_one_in_the_base_allows_nothing_and_can_be_mended(make_subject):
    old = {FILE: ALLOW_SHELL + "alow: []\n"}
    report = governed(make_subject({TASKS: SHELL, FILE: ALLOW_SHELL}, old=old, trusted=True))
    assert report.outcome is Outcome.UNPROVEN
    assert {task.rule for task in report.tasks} == {"own-policy-invalid", "shell", "own-policy-changed"}


def test_an_empty_one_and_a_link_say_nothing(tmp_path):
    (tmp_path / FILE).write_text("# nothing yet\n")
    assert read(tmp_path)[1] == ()
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).symlink_to("/etc/passwd")
    assert read(tmp_path)[1] == ()


def test_a_report_that_is_unproven_as_a_whole_stays_so():
    task = TaskResult(ref="a.yml:1", name="x", outcome=Outcome.UNPROVEN, rule="shell")
    finding = Finding(validator="v", rule="delegated", path="a.yml", line=1, message="m")
    report = Report(validator="v", outcome=Outcome.REFUTED, findings=(finding,), tasks=(task,), reason="why")
    assert permit(report, (), trusted=True) == report
    allowance = read_allowances("delegated")
    assert permit(report, allowance, trusted=True).outcome is Outcome.UNPROVEN
    whole = Report(validator="v", outcome=Outcome.UNPROVEN, findings=(finding,), reason="why")
    assert permit(whole, allowance, trusted=True).outcome is Outcome.UNPROVEN


def read_allowances(rule: str):
    from agent.domain.repository_policy import Allowance

    return (Allowance(rule=rule, reason="because"),)
