"""The change is judged, not the repository: wrong arguments of what it adds or alters, and nothing else."""

from __future__ import annotations

import textwrap

import pytest

from agent.domain.verdict import Outcome, Report
from agent.validators.arguments.validator import Arguments

TASKS = "roles/audio/tasks/main.yml"
WRONG = "- name: Wrong\n  ansible.builtin.copy:\n    src: a\n    dest: /b\n    onwer: root\n"
RIGHT = "- name: Right\n  ansible.builtin.copy:\n    src: a\n    dest: /b\n"


@pytest.fixture
def judge(make_subject, docs):
    def run(change, **options) -> Report:
        files = {TASKS: "---\n" + textwrap.dedent(change)} if isinstance(change, str) else change
        return Arguments(docs).validate(make_subject(files, **options))

    return run


def test_a_wrong_parameter_is_found_on_its_line_with_the_nearest_real_one(judge):
    report = judge(WRONG)
    (finding,) = report.findings

    assert report.outcome is Outcome.REFUTED
    assert (finding.rule, finding.path, finding.line) == ("parameter-unknown", TASKS, 6)
    assert finding.message.startswith("ansible.builtin.copy has no `onwer`: ")
    assert finding.fix == "Write `owner`."
    assert [(task.ref, task.outcome) for task in report.tasks] == [(f"{TASKS}:2", Outcome.REFUTED)]


@pytest.mark.parametrize(
    "text",
    [
        "- copy: src=a dest=/b onwer=root\n",
        "- copy: {src: a, dest: /b, 'onwer': root}\n",
        "- {copy: {dest: /b, src: a,onwer: x}}\n",
    ],
)
def test_a_parameter_is_found_in_every_spelling(judge, text):
    (finding,) = judge(text).findings

    assert (finding.rule, finding.line) == ("parameter-unknown", 2)


@pytest.mark.parametrize(
    "change",
    [
        {"roles/audio/handlers/main.yml": f"---\n{WRONG}"},
        {"playbooks/site.yml": "- hosts: all\n  tasks:\n" + textwrap.indent(WRONG, "    ")},
        {"playbooks/site.yml": "- hosts: all\n  handlers:\n" + textwrap.indent(WRONG, "    ")},
        {TASKS: "- block: []\n  rescue:\n" + textwrap.indent(WRONG, "    ")},
        {TASKS: "- include_tasks: more.yml\n", "roles/audio/tasks/more.yml": WRONG},
        {TASKS: "- copy: {src: a, dest: b}\n  args: {onwer: c}\n"},
        {TASKS: "- action: copy src=a dest=b onwer=c\n"},
        {TASKS: "- local_action: {module: copy, src: a, dest: b, onwer: c}\n"},
    ],
)
def test_a_task_is_judged_wherever_it_stands(judge, change):
    assert {finding.rule for finding in judge(change).findings} == {"parameter-unknown"}


def test_the_old_mess_is_not_judged(judge):
    moved = "- name: New\n  ansible.builtin.debug:\n    msg: hello\n" + WRONG.replace("Wrong", "Renamed")
    report = judge(moved, old={TASKS: f"---\n{WRONG}"})

    assert report.outcome is Outcome.PROVEN
    assert report.reason == "added or altered tasks held against the documentation of their modules: 1"


def test_one_more_of_the_same_is_judged(judge):
    report = judge(WRONG + WRONG, old={TASKS: f"---\n{WRONG}"})

    assert [finding.line for finding in report.findings] == [11]


def test_an_altered_task_is_judged_as_a_whole(judge):
    report = judge(WRONG.replace("/b", "/c"), old={TASKS: f"---\n{WRONG}"})

    assert [finding.rule for finding in report.findings] == ["parameter-unknown"]


@pytest.mark.parametrize(
    ("module", "fix"),
    [
        ("ansible.builtin.copi", "`ansible.builtin.copy`"),
        ("ansible.posix.pacman", "`community.general.pacman`"),
        ("community.general.packman", "`community.general.pacman`"),
        ("systemd_unit", "`"),
        ("acme.studio.sond", "`acme.studio.sound`"),
        ("becom", "`become`"),
    ],
)
def test_an_invented_module_gets_the_nearest_real_names(judge, module, fix):
    old = {"plugins/modules/sound.py": "DOCUMENTATION = 'options: {}'\n"}
    report = judge(f"- {module}:\n    a: b\n", old=old)

    assert [finding.rule for finding in report.findings] == ["module-unknown"]
    assert fix in report.findings[0].fix


def test_a_removed_module_says_what_instead(judge):
    (finding,) = judge("- include: a.yml\n").findings

    assert finding.rule == "module-removed"
    assert "include_tasks" in finding.fix


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- absent.coll.thing: {a: b}\n", "absent.coll is not installed"),
        ("- thing: {a: b}\n  collections: [absent.coll]\n", "absent.coll is not installed"),
        ("- '{{ module }}': {a: b}\n", "known at run time"),
        ("- action: '{{ module }} a=b'\n", "known at run time"),
        ("- user: '{{ user }}'\n", "known at run time"),
        ("- user: {state: present}\n  args: '{{ user }}'\n", "known at run time"),
        ("- package: {name: a, update_cache: true}\n", "`update_cache`"),
        ("- service: {name: a, daemon_reload: true}\n", "`daemon_reload`"),
        ("- name: A play\n  hosts: all\n", "a play"),
    ],
)
def test_what_can_not_be_known_is_unproven_with_the_reason(judge, text, reason):
    report = judge(text)

    assert report.outcome is Outcome.UNPROVEN
    assert report.findings == ()
    (task,) = report.tasks
    assert reason in task.reason
    assert report.tasks[0].ref == f"{TASKS}:2"


def test_arguments_that_are_handed_on_may_still_be_wrong(judge):
    report = judge("- package: {nmae: a, update_cache: true}\n")

    assert [finding.fix for finding in report.findings] == ["Write `name`."]


def test_a_module_of_the_repository_is_judged_by_the_base(judge):
    module = "DOCUMENTATION = 'options: {level: {type: int}}'\nraise SystemExit\n"
    task = "- acme.studio.sound: {level: loud}\n"
    known = judge(task, old={"plugins/modules/sound.py": module})
    brought = judge({TASKS: task, "plugins/modules/sound.py": module + "\n"}, old={"plugins/modules/sound.py": module})

    assert [finding.rule for finding in known.findings] == ["parameter-type"]
    assert brought.outcome is Outcome.UNPROVEN


def test_defaults_of_the_module_give_what_a_task_leaves_out(judge):
    play = "- hosts: all\n  module_defaults:\n    ansible.builtin.user: {name: a}\n  tasks:\n    - user: {groups: b}\n"

    assert judge({"playbooks/site.yml": play}).outcome is Outcome.PROVEN
    assert judge({"playbooks/more.yml": play.replace("builtin.user", "builtin.group")}).outcome is Outcome.REFUTED


def test_what_is_deprecated_still_works_and_says_so(judge):
    source = "DOCUMENTATION = 'deprecated: {why: Too old., alternative: Use noise.}'\n"
    report = judge("- acme.studio.sound: {}\n", old={"plugins/modules/sound.py": source})

    assert report.outcome is Outcome.PROVEN
    assert [task.reason for task in report.tasks] == ["deprecated: Too old. Instead: Use noise."]


def test_who_wrote_it_makes_no_difference(judge):
    assert judge(WRONG, trusted=True).outcome is Outcome.REFUTED


def test_nothing_added_is_nothing_wrong(judge):
    report = judge({})

    assert report.outcome is Outcome.PROVEN
    assert report.tasks == ()
