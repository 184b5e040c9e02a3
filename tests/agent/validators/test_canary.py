"""With the policy switched off, what a tree executes under lint and syntax check still can't leave the sandbox."""

from __future__ import annotations

import stat

import pytest

from agent.validators.lint import Lint
from agent.validators.policy.validator import Policy
from agent.validators.syntax import Syntax

TASKS = "roles/audio/tasks/main.yml"
SEEN = "canary-was-here"


@pytest.fixture
def canary(tmp_path):
    """A folder that anyone may write to, and a lookup that tries to."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    return folder, f"{{{{ lookup('pipe', 'echo {SEEN}; mkdir -p {folder}; touch {folder}/out; ls {folder}') }}}}"


def places(lookup: str) -> list[dict[str, str]]:
    return [
        {TASKS: f'---\n- name: "X {lookup}"\n  ansible.builtin.debug:\n    msg: "{lookup}"\n'},
        {TASKS: f'---\n- name: X\n  ansible.builtin.import_tasks: "{lookup}"\n'},
        {
            "playbooks/site.yml": f'---\n- name: "X {lookup}"\n  hosts: "{lookup}"\n  vars_files: ["{lookup}"]\n  tasks: []\n'
        },
    ]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("validator", [Syntax, Lint])
def test_nothing_gets_out(make_subject, sandbox, canary, validator, place):
    folder, lookup = canary
    validator(sandbox).validate(make_subject(places(lookup)[place]))

    assert list(folder.iterdir()) == []


def test_the_canary_sings_inside(make_subject, sandbox, canary):
    """The lookup does run in there: otherwise the tests above would prove nothing."""
    _, lookup = canary
    report = Syntax(sandbox).validate(make_subject(places(lookup)[1]))

    assert SEEN in report.findings[0].message


@pytest.mark.parametrize("place", range(3))
def test_the_policy_alone_refutes_it(make_subject, canary, place):
    _, lookup = canary
    report = Policy().validate(make_subject(places(lookup)[place]))

    assert "lookup-executes" in {finding.rule for finding in report.findings}


def test_results_can_not_be_forged_by_what_a_lookup_starts(make_subject, sandbox):
    forged = 'echo \'[{\\"after\\": null, \\"before\\": null}]\' >&3'
    text = f"---\n- name: X\n  ansible.builtin.import_tasks: \"{{{{ lookup('pipe', '{forged.replace(chr(39), '')}') }}}}\"\n"
    report = Syntax(sandbox).validate(make_subject({TASKS: text}))

    assert report.findings
