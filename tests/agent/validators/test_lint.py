"""New findings only, by the real ansible-lint in the real sandbox."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.verdict import Outcome
from agent.errors import ToolError
from agent.ports import Completed
from agent.validators.lint import Lint, Match, added

TASKS = "roles/audio/tasks/main.yml"
GOOD = (
    "---\n- name: Set up the group\n  ansible.builtin.group:\n    name: audio\n    state: present\n"
    "  become: true\n  become_method: sudo\n"
)
BAD = "- name: old mess\n  command: touch /x\n  become: yes\n"


def test_a_good_change_passes(make_subject, sandbox):
    report = Lint(sandbox).validate(make_subject({TASKS: GOOD}))

    assert (report.findings, report.outcome) == ((), Outcome.PROVEN)


def test_new_findings_refute(make_subject, sandbox):
    report = Lint(sandbox).validate(make_subject({TASKS: GOOD + BAD}))

    assert report.outcome is Outcome.REFUTED
    found = {(finding.rule, finding.line) for finding in report.findings}
    assert {("name[casing]", 8), ("no-changed-when", 8), ("fqcn[action-core]", 9), ("yaml[truthy]", 10)} <= found
    assert {finding.path for finding in report.findings} == {TASKS}


def test_wrong_arguments_are_found(make_subject, sandbox):
    report = Lint(sandbox).validate(make_subject({TASKS: GOOD.replace("state: present", "state: wrong")}))

    assert "args[module]" in {finding.rule for finding in report.findings}


def test_old_findings_are_not_new_when_their_lines_shift(make_subject, sandbox):
    report = Lint(sandbox).validate(make_subject({TASKS: GOOD + BAD}, old={TASKS: f"---\n{BAD}"}))

    assert (report.findings, report.outcome) == ((), Outcome.PROVEN)


def test_one_more_of_the_same_is_new(make_subject, sandbox):
    report = Lint(sandbox).validate(make_subject({TASKS: f"---\n{BAD}{BAD}"}, old={TASKS: f"---\n{BAD}"}))

    assert sorted(finding.rule for finding in report.findings).count("no-changed-when") == 1


def test_the_repositorys_own_configuration_and_plugins_have_no_say(make_subject, sandbox):
    own = {
        ".ansible-lint": "skip_list: [no-changed-when, name, fqcn, yaml]\n",
        ".ansible-lint-ignore": f"{TASKS} no-changed-when\nmalformed\n",
        ".yamllint": "rules: nonsense\n",
        "ansible.cfg": "[defaults]\ncallback_plugins = nowhere\nnonsense\n",
        "plugins/filter/broken.py": "this is not Python",
        "roles/audio/filter_plugins/broken.py": "this is not Python",
        "plugins/modules/broken.py": "this is not Python",
    }
    report = Lint(sandbox).validate(make_subject({TASKS: GOOD + BAD}, old=own))

    assert "no-changed-when" in {finding.rule for finding in report.findings}


def test_yaml_that_does_not_parse_is_a_finding(make_subject, sandbox):
    report = Lint(sandbox).validate(make_subject({"roles/audio/vars/x.yml": "a: [\n"}))

    assert report.outcome is Outcome.REFUTED


@pytest.mark.parametrize("name", ["roles/audio/tasks/a+b c.yml", "roles/audio/tasks/ü.yml"])
def test_odd_names(make_subject, sandbox, name):
    assert Lint(sandbox).validate(make_subject({name: GOOD})).outcome is Outcome.PROVEN


def test_a_role_on_its_own(make_subject, sandbox):
    role = {"meta/main.yml": "---\ngalaxy_info:\n  role_name: audio\n", "tasks/main.yml": GOOD}
    report = Lint(sandbox).validate(make_subject({"tasks/main.yml": GOOD + BAD}, base=role))

    assert "no-changed-when" in {finding.rule for finding in report.findings}


class Telling:
    """A sandbox in which the linter says what it was told to say."""

    def __init__(self, results: object, returncode: int = 0) -> None:
        said = results if isinstance(results, bytes) else json.dumps(results).encode()
        self._done = Completed(returncode=returncode, stdout=b"", stderr=b"Traceback", results=said, seconds=1.0)

    def run(self, command):
        return self._done


@pytest.mark.parametrize(
    "telling",
    [
        Telling(b"", 0),
        Telling(b"", 3),
        Telling(b"{", 0),
        Telling({}, 0),
        Telling({"after": {"findings": [], "troubles": []}}, 4),
        Telling({"after": {"findings": [{"rule": "x"}], "troubles": []}}, 0),
    ],
)
def test_a_broken_tool_is_an_error(make_subject, telling):
    with pytest.raises(ToolError):
        Lint(telling).validate(make_subject({TASKS: GOOD}))


def test_a_file_the_linter_broke_on_is_unproven(make_subject):
    said = {"after": {"findings": [], "troubles": [{"path": TASKS, "message": "KeyError: 'x'"}]}}
    report = Lint(Telling(said)).validate(make_subject({TASKS: GOOD}))

    assert report.outcome is Outcome.UNPROVEN
    assert "KeyError" in report.reason


def test_nothing_to_lint_needs_no_sandbox(make_subject):
    assert Lint(Telling(b"", 1)).validate(make_subject({"roles/audio/files/x.bin": b"\0"})).outcome is Outcome.PROVEN


MATCHES = st.lists(
    st.builds(
        Match,
        rule=st.sampled_from("ab"),
        path=st.sampled_from("xy"),
        line=st.integers(1, 9),
        message=st.just("m"),
        details=st.just(""),
        text=st.sampled_from("st"),
    )
)


@given(before=MATCHES, after=MATCHES)
def test_added_counts(before, after):
    new = added(before, after)

    assert len(new) >= len(after) - len(before)
    assert added(after, after) == []
    assert added((), after) == after
    assert all(match in after for match in new)


def test_a_moved_task_brings_nothing_new():
    here = Match(rule="a", path="x", line=1, message="m", details="", text="t")
    there = here.model_copy(update={"path": "y", "line": 7})

    assert added([here], [there]) == []
    assert added([here], [here, there]) == [there]
