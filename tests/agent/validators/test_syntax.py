"""New errors of what the change touches, found by the real ansible-playbook in the real sandbox."""

from __future__ import annotations

import json

import pytest

from agent.domain.verdict import Outcome
from agent.errors import ToolError
from agent.ports import Completed
from agent.validators.syntax import Syntax, checks

TASKS = "roles/audio/tasks/main.yml"
GOOD = "---\n- name: Hello\n  ansible.builtin.debug:\n    msg: hello\n"
UNKNOWN = "---\n- name: Hello\n  ansible.builtin.nosuch:\n    msg: hello\n"


def test_a_good_role_and_a_good_playbook_load(make_subject, sandbox):
    play = "---\n- name: New\n  hosts: all\n  roles:\n    - acme.studio.audio\n"
    report = Syntax(sandbox).validate(make_subject({TASKS: GOOD, "playbooks/new.yml": play}))

    assert report.outcome is Outcome.PROVEN
    assert report.reason == "plays loaded: 2"


def test_a_new_error_is_found_where_it_stands(make_subject, sandbox):
    report = Syntax(sandbox).validate(make_subject({TASKS: UNKNOWN}))

    assert report.outcome is Outcome.REFUTED
    assert [(finding.path, finding.line) for finding in report.findings] == [(TASKS, 2)]
    assert "nosuch" in report.findings[0].message
    assert "/work" not in report.findings[0].message


@pytest.mark.parametrize(
    "change",
    [
        {"roles/audio/tasks/more.yml": UNKNOWN},
        {"roles/audio/handlers/main.yml": UNKNOWN},
        {"roles/audio/defaults/main.yml": "- a\n"},
        {"playbooks/site.yml": "---\n- name: X\n  hosts: all\n  roles:\n    - acme.studio.gone\n"},
        {TASKS: GOOD + "  notify:\n  when: a\n  nosuchkeyword: 1\n"},
    ],
)
def test_what_only_the_role_includes_is_loaded_too(make_subject, sandbox, change):
    assert Syntax(sandbox).validate(make_subject(change)).outcome is Outcome.REFUTED


def test_what_did_not_load_before_is_unproven(make_subject, sandbox):
    report = Syntax(sandbox).validate(
        make_subject({TASKS: f"{UNKNOWN}- name: X\n  ansible.builtin.debug:\n"}, old={TASKS: UNKNOWN})
    )

    assert report.outcome is Outcome.UNPROVEN
    assert "before the change either" in report.reason


def test_a_role_and_a_repository_are_loaded_as_what_they_are(make_subject, sandbox):
    role = {"meta/main.yml": "---\ngalaxy_info:\n  role_name: audio\n", "tasks/main.yml": GOOD}
    assert Syntax(sandbox).validate(make_subject({"tasks/main.yml": UNKNOWN}, base=role)).outcome is Outcome.REFUTED


def test_a_repository(make_subject, sandbox):
    base = {"roles/a/tasks/main.yml": GOOD, "site.yml": "---\n- hosts: all\n  roles: [a]\n"}
    change = {"roles/a/tasks/main.yml": f"{GOOD}# a\n", "site.yml": "---\n- hosts: all\n  roles: [a, a]\n"}
    assert Syntax(sandbox).validate(make_subject(change, base=base)).outcome is Outcome.PROVEN


def test_a_role_whose_name_is_no_identifier(make_subject, sandbox):
    report = Syntax(sandbox).validate(make_subject({"roles/obs-studio/tasks/main.yml": GOOD}))

    assert report.outcome is Outcome.PROVEN


def test_a_roles_own_module_is_known(make_subject, sandbox):
    role = {"library/tune.py": "import this_is_never_imported\n", "tasks/main.yml": GOOD}
    report = Syntax(sandbox).validate(make_subject({"tasks/main.yml": "---\n- name: X\n  tune:\n"}, base=role))

    assert report.outcome is Outcome.PROVEN


def test_what_concerns_no_play_needs_no_sandbox(make_subject):
    assert Syntax(Broken()).validate(make_subject({"README.md": "x"})).outcome is Outcome.PROVEN


def test_checks_of_a_change(make_subject):
    content = make_subject({"roles/audio/tasks/a.yml": GOOD}).after
    todo = list(checks(content, ["playbooks/site.yml", "roles/audio/tasks/a.yml", "roles/audio/README.md"], "/root/"))
    loads = [json.loads(check.play)[0]["tasks"][0]["ansible.builtin.import_role"] for check in todo if check.play]

    assert todo[0].path == "playbooks/site.yml"
    assert loads == [
        {"name": "acme.studio.audio", "tasks_from": "main"},
        {"name": "acme.studio.audio", "tasks_from": "a.yml"},
    ]


class Broken:
    """A sandbox in which the tool says what it was told to say."""

    def __init__(self, results: bytes = b"", returncode: int = 1) -> None:
        self._done = Completed(returncode=returncode, stdout=b"", stderr=b"Traceback", results=results, seconds=1.0)

    def run(self, command):
        return self._done


@pytest.mark.parametrize(
    "broken",
    [
        Broken(),
        Broken(returncode=0),
        Broken(b"{", 0),
        Broken(b"[]", 0),
        Broken(b'[{"after": null}]', 0),
        Broken(b'[{"after": {"message": 1}, "before": null}]', 0),
        Broken(b'[{"after": null, "before": null}]', 1),
    ],
)
def test_a_broken_tool_is_an_error(make_subject, broken):
    with pytest.raises(ToolError):
        Syntax(broken).validate(make_subject({TASKS: GOOD}))
