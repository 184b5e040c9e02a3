"""What is wrong is found, what is right is left alone, and only what the change adds counts."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain.verdict import Outcome, Report
from agent.validators.names.rules import RULES

MAIN = "roles/audio/tasks/main.yml"
MORE = "roles/audio/tasks/more.yml"
COMMON = "roles/common/tasks/main.yml"
TEMPLATE = "roles/audio/templates/jack.conf.j2"
DEFAULTS = "roles/audio/defaults/main.yml"
HANDLERS = "roles/audio/handlers/main.yml"


def task(text: str) -> dict[str, str]:
    """The change that replaces the last task file of the role."""
    return {MORE: dedent(text)}


def say(jinja: str) -> dict[str, str]:
    return task(f"- name: Say\n  ansible.builtin.debug: {{msg: '{{{{ {jinja} }}}}'}}\n")


def play(text: str) -> dict[str, str]:
    return {"new.yml": "- hosts: all\n" + text}


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


WRONG = [
    # variables
    (say("audio_ratte"), "variable-undefined"),
    (say("audio_never_heard_of"), "variable-undefined"),
    (say("adminuser"), "variable-undefined"),
    (say("desk_lmap"), "variable-undefined"),
    (say("item"), "variable-undefined"),
    (task("- command: x\n  when: audio_instaled is changed\n"), "variable-undefined"),
    (task("- assert: {that: ['audio_rat > 1']}\n"), "variable-undefined"),
    (task("- command: x\n  loop: '{{ audio_packges }}'\n"), "variable-undefined"),
    (task("- command: x\n  environment: {A: '{{ audio_rates }}'}\n"), "variable-undefined"),
    (task("- command: '{{ thing }} {{ item }}'\n  loop: [1]\n  loop_control: {loop_var: thing}\n"), "variable-undefined"),
    (task("- vars: {audio_local: 1}\n  block:\n    - command: '{{ audio_lokal }}'\n"), "variable-undefined"),
    ({TEMPLATE: "{{ audio_raet }}\n"}, "variable-undefined"),
    ({TEMPLATE: "{% for card in cards | default([]) %}{{ card }}{% endfor %}{{ audio_crad }}\n"}, "variable-undefined"),
    ({DEFAULTS: "audio_rate: '{{ audio_base_rate }}'\naudio_packages: []\naudio_card: 0\n"}, "variable-undefined"),
    ({"group_vars/all.yml": "admin_user: ann\nadmin_mail: '{{ admin_usr }}@x'\nadmin_secret: x\n"}, "variable-undefined"),
    (play("  vars: {place_name: x}\n  tasks:\n    - command: '{{ plase_name }}'\n"), "variable-undefined"),
    # definitions that go while uses stay
    ({DEFAULTS: "audio_packages: []\naudio_card: 0\n"}, "variable-undefined"),
    ({"vars/site.yml": "site_zones: cellar\n"}, "variable-undefined"),
    ({MAIN: "- package: {name: x}\n  register: audio_done\n- include_tasks: more.yml\n"}, "variable-undefined"),
    # handlers
    (task("- command: x\n  notify: Restart jak\n"), "handler-unknown"),
    (task("- command: x\n  notify: [Restart jack, Nobody listens]\n"), "handler-unknown"),
    (task("- command: x\n  notify: restart jack\n"), "handler-unknown"),
    ({HANDLERS: "- name: Restart the jack\n  command: x\n"}, "handler-unknown"),
    ({HANDLERS: "- name: Restart jack\n  command: x\n  notify: Gone\n"}, "handler-unknown"),
    ({HANDLERS: None}, "handler-unknown"),
    # roles, files and templates
    (play("  roles: [adio]\n"), "role-missing"),
    (play("  roles: [nothing_like_it]\n"), "role-missing"),
    (task("- include_role: {name: nothing_like_it}\n"), "role-missing"),
    ({"roles/common/meta/main.yml": "dependencies:\n  - nothing_like_it\n"}, "role-missing"),
    (play("  roles: [ansible.posix.no_such_role]\n"), "role-missing"),
    (task("- import_role: {name: common, tasks_from: setup}\n"), "tasks-missing"),
    (task("- include_role: {name: common, vars_from: setup}\n"), "file-missing"),
    (task("- import_tasks: nowhere.yml\n"), "tasks-missing"),
    ({MORE: None}, "tasks-missing"),
    (task("- template: {src: jak.conf.j2, dest: /x}\n"), "template-missing"),
    ({TEMPLATE: None}, "template-missing"),
    (task("- copy: {src: nothing.conf, dest: /x}\n"), "file-missing"),
    (task("- script: nothing.sh --now\n"), "file-missing"),
    (task("- include_vars: Arch.yml\n"), "file-missing"),
    (play("  vars_files: [vars/none.yml]\n"), "file-missing"),
    ({"all.yml": "- import_playbook: nowhere.yml\n"}, "playbook-missing"),
    ({"roles/audio/files/limits.conf": None}, "file-missing"),
    # filters, tests, Jinja, keys
    (say("audio_rate | flaten"), "filter-unknown"),
    (say("audio_rate | community.general.no_such_filter"), "filter-unknown"),
    (say("audio_rate | success"), "filter-unknown"),
    (task("- command: x\n  when: audio_rate is definedd\n"), "test-unknown"),
    ({TEMPLATE: "{% if audio_rate is no_such_test %}{% endif %}\n"}, "test-unknown"),
    (task("- command: x\n  when: (audio_rate\n"), "jinja-invalid"),
    ({TEMPLATE: "{% if audio_rate %}\n"}, "jinja-invalid"),
    (task("- command: x\n  when: true\n  when: false\n"), "key-duplicate"),
    ({DEFAULTS: "audio_rate: 1\naudio_packages: []\naudio_card: 0\naudio_rate: 2\n"}, "key-duplicate"),
    # arguments of roles
    (play("  roles: [{role: audio, audio_owner: ann, audio_rates: 44100}]\n"), "role-argument-unknown"),
    (play("  roles: [{role: audio, audio_rate: 44100}]\n"), "role-argument-missing"),
    (play("  roles: [{role: audio, audio_owner: ann, audio_rate: fast}]\n"), "role-argument-type"),
    (play("  roles: [{role: audio, audio_owner: ann, audio_rate: 96000}]\n"), "role-argument-choice"),
    (task("- include_role: {name: audio}\n  vars: {audio_owner: ann, audio_packages: {a: b}}\n"), "role-argument-type"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "rule"), WRONG)
def test_what_is_wrong_is_refuted(judge, change, rule):
    report = judge(change)

    assert report.outcome is Outcome.REFUTED
    assert set(rules(report)) == {rule}
    for finding in report.findings:
        assert finding.message
        assert finding.fix
        assert finding.line > 0


RIGHT = [
    say("audio_rate ~ audio_card ~ audio_owner"),
    say("audio_service"),
    say("audio_remembered and jack_state"),
    say("admin_user ~ admin_secret ~ desk_lamp ~ lamp_watts ~ studio_floor"),
    say("site_name ~ site_zone ~ site_owner"),
    say("common_level"),
    say("ansible_facts.os_family ~ ansible_distribution ~ inventory_hostname ~ groups.all ~ hostvars.x.y"),
    say("role_path ~ playbook_dir ~ omit ~ vars.x"),
    say("audio_extra is defined"),
    say("audio_extra | default(omit)"),
    say("audio_extra.deep.er | d({})"),
    say("(audio_extra | default(1)) ~ audio_extra"),
    say('lookup("vars", "audio_" ~ audio_card)'),
    say('[1, 2] | map("pow", 2) | list | to_nice_json'),
    say("audio_packages | loudest"),
    say("audio_packages | ansible.builtin.flatten | community.general.counter"),
    say('audio_packages | json_query("x")'),
    task("- command: x\n  register: audio_new\n- command: y\n  when: audio_new is failed or audio_new is not skipped\n"),
    task("- set_fact: {audio_new: 1}\n- command: '{{ audio_new }}'\n"),
    task("- set_fact: audio_new=1\n- command: '{{ audio_new }}'\n"),
    task("- command: '{{ item }} {{ audio_index }}'\n  loop: [1]\n  loop_control: {index_var: audio_index}\n"),
    task("- command: '{{ item.0 }}'\n  with_together: [[1], [2]]\n"),
    task("- command: '{{ audio_thing }}'\n  loop: [1]\n  loop_control: {loop_var: audio_thing}\n"),
    task("- vars: {audio_local: 1}\n  block:\n    - command: '{{ audio_local }}'\n"),
    task("- command: x\n  vars: {audio_local: '{{ audio_other }}', audio_other: 1}\n"),
    {MAIN: "- include_tasks: more.yml\n  loop: [1]\n", MORE: "- command: '{{ item }}'\n"},
    {MAIN: "- include_tasks: more.yml\n  vars: {audio_given: 1}\n", MORE: "- command: '{{ audio_given }}'\n"},
    task("- service_facts:\n- command: x\n  when: \"'jack' in services\"\n"),
    task("- getent: {database: passwd}\n- command: '{{ getent_passwd }}'\n"),
    task("- add_host: {name: x, audio_host: 1}\n- command: '{{ audio_host }}'\n"),
    task("- include_vars: {file: Debian.yml, name: audio_loaded}\n- command: '{{ audio_loaded.x }}'\n"),
    task("- debug: {var: audio_whatever}\n"),
    task("- command: !unsafe 'echo {{ audio_nothing }}'\n"),
    task("- command: x\n  notify: sound changed\n"),
    task("- command: x\n  notify: [Restart jack, 'audio : Restart jack', Reboot, Tell everyone]\n"),
    task("- command: x\n  notify: 'Restart {{ audio_service }}'\n"),
    {HANDLERS: "- name: 'Restart {{ audio_service }}'\n  command: x\n"},
    task("- include_role: {name: common, tasks_from: main}\n"),
    task("- include_role: {name: '{{ audio_role }}', tasks_from: x}\n  vars: {audio_role: common}\n"),
    task("- template: {src: jack.conf.j2, dest: /x}\n- template: {src: '{{ audio_service }}.j2', dest: /x}\n"),
    task("- copy: {src: /etc/hosts, dest: /x}\n- copy: {src: far, dest: /x, remote_src: true}\n"),
    task("- unarchive: {src: 'https://example.org/x.tgz', dest: /x}\n- script: limits.conf 1 2\n"),
    task("- include_vars: Debian.yml\n- include_vars: {dir: vars}\n"),
    task("- include_vars: '{{ lookup(\"first_found\", x) }}'\n  vars: {x: [a]}\n"),
    {TEMPLATE: "{% set a = audio_rate %}{{ a }}{% macro m(b) %}{{ b }}{{ varargs }}{% endmacro %}{{ m(1) }}\n"},
    {TEMPLATE: "{% for key, value in audio_packages.items() if key %}{{ loop.index }}{{ key }}{{ value }}{% endfor %}\n"},
    {TEMPLATE: "{{ ansible_managed | comment }}\n{{ template_host }}{% raw %}{{ nothing }}{% endraw %}\n"},
    {TEMPLATE: "{% set shared = 1 %}{% include 'part.j2' %}\n", "roles/audio/templates/part.j2": "{{ shared }}\n"},
    play("  roles: [{role: audio, audio_owner: ann, audio_rate: '44100', audio_packages: a, tags: [x], when: true}]\n"),
    play("  vars: {audio_owner: ann}\n  roles: [{role: audio, audio_rate: '{{ x }}'}]\n  vars_prompt: [{name: x}]\n"),
    play("  roles: [{role: common, common_level: 3}]\n  vars_files: [vars/site.yml, '{{ ansible_system }}.yml']\n"),
    play("  vars_files: [[vars/none.yml, vars/site.yml]]\n  tasks: []\n"),
    {"all.yml": "- import_playbook: site.yml\n- import_playbook: acme.studio.site\n"},
    {"roles/audio/README.md": "Set `audio_documented` yourself.\n", MORE: "- command: '{{ audio_documented }}'\n"},
    {"molecule/default/converge.yml": "- vars:\n    audio_tested: 1\n", MORE: "- command: '{{ audio_tested }}'\n"},
    {"roles/audio/library/probe.py": "facts = dict(audio_probed=1)\n", MORE: "- command: '{{ audio_probed }}'\n"},
    {"roles/audio/files/payload.yml": "a: 1\na: 2\n"},
    {"notes.txt": "{{ nothing }}\n"},
    # odd, and right
    {MORE: "\ufeff- command: '{{ audio_rate }}'\r\n  notify: Restart jack\r\n"},
    {"roles/audio/tasks/a + b.yml": "- ping:\n", MORE: "- include_tasks: a + b.yml\n"},
    {"roles/audio/tasks/a\nb.yml": "- ping:\n"},
    {"vars/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n"},
    {"roles/common/meta/main.yml": "dependencies: [{role: audio, audio_owner: x}]\n"},
    {"roles/common/meta/main.yml": "dependencies: [common]\n"},
    {"all.yml": "- import_playbook: all.yml\n"},
    task("- include_tasks: more.yml\n- include_role: {name: audio}\n  vars: {audio_owner: x}\n"),
    {"inventory/dynamic.py": "#!/bin/sh\ntouch /tmp/never\n", "hosts": "#!/bin/sh\nexit 1\n"},
    {},
]  # fmt: skip


@pytest.mark.parametrize("change", RIGHT)
def test_what_is_right_is_left_alone(judge, change):
    report = judge(change)

    assert not rules(report)
    assert report.outcome is Outcome.PROVEN


STRANGER = {"more.yml": "- hosts: all\n  roles: [audio, someone.else]\n"}
UNSURE = [
    ({COMMON: "- command: '{{ completely_unknown }}'\n"}, "whoever runs it may supply it", {}),
    ({COMMON: "- command: '{{ lonely_pong }}'\n"}, "whoever runs it may run both", {}),
    (say("audio_never_heard_of"), "may define it", STRANGER),
    (say("audio_never_heard_of"), "encrypted as a whole", {"group_vars/secret.yml": "$ANSIBLE_VAULT;1.1;AES256\n61\n"}),
    (say("audio_never_heard_of"), "can't be read", {"roles/audio/vars/main.yml": "a: [\n"}),
    (say("audio_never_heard_of"), "at run time", {"roles/audio/tasks/x.yml": "- set_fact: {'{{ audio_card }}': 1}\n"}),
    (task("- command: x\n  notify: Weep\n"), "nothing runs together", {}),
    (task("- command: x\n  notify: Unheard of\n"), "not in this repository", STRANGER),
    (play("  roles: [someone.else]\n"), "Ansible Galaxy", {}),
    (play("  roles: [acme.studio.audio]\n"), "not installed", {}),
    (play("  roles: [listed]\n"), "requirements.yml", {"requirements.yml": "roles:\n  - name: listed\n"}),
    (say("audio_rate | acme.studio.filter"), "collection acme.studio is not installed", {}),
    (task("- copy: {src: secret.key, dest: /x}\n"), "git ignores it", {".gitignore": "*.key\n"}),
    (play("  roles: [audio]\n"), "the inventory that runs it", {}),
]


@pytest.mark.parametrize(("change", "reason", "old"), UNSURE)
def test_what_nobody_can_tell_is_unproven(judge, change, reason, old):
    report = judge(change, old)

    assert not rules(report)
    assert report.outcome is Outcome.UNPROVEN
    assert any(reason in task.reason for task in report.tasks)


def test_old_faults_are_not_held_against_the_change_wherever_they_move(judge):
    old = {
        MORE: "- command: '{{ audio_ratte }}'\n  notify: Nobody\n- template: {src: gone.j2, dest: '{{ x | nofilter }}'}\n"
    }
    moved = {MORE: "- name: New\n  ping:\n" + old[MORE]}

    assert judge(moved, old).outcome is Outcome.PROVEN


def test_one_more_of_an_old_fault_counts(judge):
    old = {MORE: "- command: '{{ audio_ratte }}'\n"}

    report = judge({MORE: "- command: '{{ audio_ratte }}'\n- shell: '{{ audio_ratte }}'\n"}, old)

    assert [(finding.rule, finding.line) for finding in report.findings] == [("variable-undefined", 2)]
    assert report.findings[0].fix == "Write `audio_rate`, or define `audio_ratte`."


def test_a_renamed_handler_is_found_where_it_is_still_notified(judge):
    report = judge({HANDLERS: "- name: Start jack anew\n  command: x\n"})

    assert [(finding.path, finding.line) for finding in report.findings] == [(MAIN, 8)]


def test_a_role_that_goes_is_found_where_it_is_still_called(judge):
    gone = {f"roles/common/{path}": None for path in ("defaults/main.yml", "tasks/main.yml", "handlers/main.yml")}

    report = judge(gone)

    assert {(finding.rule, finding.path) for finding in report.findings} == {
        ("role-missing", "site.yml"),
        ("role-missing", "roles/audio/meta/main.yml"),
    }


def test_a_new_required_option_is_found_where_the_role_is_called(judge):
    spec = "argument_specs: {main: {options: {common_level: {type: int}, common_new: {type: str, required: true}}}}\n"

    report = judge({"roles/common/meta/argument_specs.yml": spec})

    assert ("role-argument-missing", "roles/audio/meta/main.yml") in {(it.rule, it.path) for it in report.findings}


def test_a_default_that_becomes_a_documented_input_is_unproven(judge):
    report = judge({DEFAULTS: "audio_packages: []\naudio_card: 0\n", "README.md": "Set `audio_rate`.\n"})

    assert report.outcome is Outcome.UNPROVEN
    assert "documentation" in report.tasks[0].reason


def test_unproven_tasks_are_accepted_by_the_place_of_their_task(judge):
    report = judge({COMMON: "- name: First\n  ping:\n- name: Second\n  command: >\n    {{ completely_unknown }}\n"})

    assert [(task.ref, task.name, task.rule) for task in report.tasks] == [
        (f"{COMMON}:3", "Second", "variable-undefined")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {MORE: "- command: {{ x\n"},
        {MORE: "\t- a\n"},
        {MORE: b"\xff\xfe\x00"},
        {MORE: "- command: " + "x" * 6_000_000 + "\n"},
        {TEMPLATE: "{{ " + "(" * 5000},
        {TEMPLATE: "{{ a" + ".a" * 20_000 + " }}{% set " * 2000},
        {"roles/audio/meta/argument_specs.yml": "argument_specs: [1]\n"},
        {"inventory.ini": "=" * 100_000 + "a" * 100_000},
    ],
)
def test_broken_input_never_raises(judge, change):
    assert judge(change).validator == "names"


def test_a_thousand_roles_take_seconds(judge):
    many = {"all.yml": f"- hosts: all\n  roles: [{', '.join(f'r{number}' for number in range(1000))}]\n"}
    for number in range(1000):
        many[f"roles/r{number}/tasks/main.yml"] = f"- command: '{{{{ r{number}_x }}}}'\n- include_role: {{name: r0}}\n"
        many[f"roles/r{number}/defaults/main.yml"] = f"r{number}_x: 1\n"
        many[f"roles/r{number}/meta/main.yml"] = f"dependencies: [r{(number + 1) % 1000}]\n"
    started = time.monotonic()

    report = judge({"roles/r7/tasks/main.yml": "- command: '{{ r7_y }}'\n"}, base=many)

    assert [(it.rule, it.path) for it in report.findings] == [("variable-undefined", "roles/r7/tasks/main.yml")]
    assert time.monotonic() - started < 60  # linear: quadratic code takes minutes


PIECES = st.sampled_from(
    ["- ", "name: ", "command: ", "{{ a }}", "{% set a %}", "\n", "  ", "notify: x", "loop: [1]", "when: a is b", "vars: {a: ",
     "}", "block:", "include_role: {name: audio", "include_vars: ", "set_fact: {'{{ a }}': 1}", "'", '"', "!vault ", "&a ",
     "*a", "<<: ", "roles: ", "dependencies: ", "hosts: a", "[", "]", ": "]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from([MORE, TEMPLATE, DEFAULTS, HANDLERS, "new.yml"]))
def test_any_text_is_judged_without_an_error(judge, text, path):
    assert judge({path: text}).outcome in set(Outcome)


def test_every_rule_is_shown_by_a_wrong_case():
    assert {rule for _, rule in WRONG} == set(RULES)
