from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agent.domain.verdict import Outcome, Report
from agent.validators.names.validator import Names
from tests.fakes.subjects import subject, tree

TASKS = "roles/audio/tasks/main.yml"
HANDLERS = "roles/audio/handlers/main.yml"
DEFAULTS = "roles/audio/defaults/main.yml"
TEMPLATE = "roles/audio/templates/jack.conf.j2"
OLD_TASKS = """\
- {name: Install, package: {name: "{{ audio_packages }}"}, notify: Restart jack}
- {name: Configure, template: {src: jack.conf.j2, dest: /etc/jack.conf}}
- {name: More, include_tasks: more.yml}
"""
BASE = {
    "group_vars/all.yml": "studio_name: blue\n",
    DEFAULTS: "audio_packages: [jackd2]\naudio_rate: 48000\naudio_card: {id: 1}\n",
    HANDLERS: "- {name: Restart jack, listen: sound changed, service: {name: jack, state: restarted}}\n",
    TASKS: OLD_TASKS,
    "roles/audio/tasks/more.yml": '- {name: Say, debug: {msg: "{{ audio_rate }}"}}\n',
    "roles/audio/vars/Debian.yml": "audio_group: audio\n",
    TEMPLATE: "rate={{ audio_rate }}\n",
    "roles/audio/files/limits.conf": "@audio - rtprio 95\n",
    "roles/desk/meta/argument_specs.yml": (
        "argument_specs:\n  main:\n    options:\n      desk_user: {type: str, required: true}\n"
        "      desk_theme: {type: str, choices: [dark, light]}\n      desk_icons: {type: int}\n"
    ),
    "roles/desk/tasks/main.yml": '- {name: Greet, debug: {msg: "{{ desk_user }}"}}\n',
    "site.yml": "- hosts: all\n  roles: [audio, {role: desk, desk_user: ann}]\n",
}


def more(text: str) -> dict[str, str]:
    """The role's tasks, and these."""
    return {TASKS: OLD_TASKS + text}


def says(expression: str, keywords: str = "") -> dict[str, str]:
    """A task more, which uses an expression."""
    return more(f"- name: Added\n  debug:\n    msg: {expression!r}\n{keywords}")


def site(text: str) -> dict[str, str]:
    return {"site.yml": f"- hosts: all\n  roles: [audio, {{role: desk, desk_user: ann}}]\n{text}"}


def desk(text: str) -> dict[str, str]:
    return {"site.yml": f"- hosts: all\n  roles:\n    - audio\n    - {text}\n"}


REFUTED = [
    pytest.param(says("{{ audio_pakages }}"), "variable-undefined", 6, id="misspelt in a task"),
    pytest.param({TEMPLATE: "a\nrate={{ audio_rat }}\n"}, "variable-undefined", 2, id="misspelt in a template"),
    pytest.param(says("x", "  when: audio_rte > 1\n"), "variable-undefined", 7, id="misspelt in a condition"),
    pytest.param(says("{{ audio_latency }}"), "variable-undefined", 6, id="with the role's own prefix"),
    pytest.param(says("{{ item }}"), "variable-undefined", 6, id="item without a loop"),
    pytest.param({DEFAULTS: "audio_packages: []\naudio_card: {}\n"}, "variable-undefined", 1, id="definition removed"),
    pytest.param({"roles/desk/tasks/main.yml": '- debug: {msg: "{{ other }}"}\n'}, "variable-undefined", 1, id="not in the spec"),
    pytest.param(more("- {command: x, notify: Restart jak}\n"), "handler-unknown", 4, id="misspelt handler"),
    pytest.param({HANDLERS: "- {name: Stop jack, command: x}\n"}, "handler-unknown", 1, id="handler renamed while notified"),
    pytest.param({HANDLERS: None}, "handler-unknown", 1, id="handlers removed while notified"),
    pytest.param({"site.yml": "- hosts: all\n  roles:\n    - audioo\n"}, "role-missing", 3, id="role in a play"),
    pytest.param(more("- import_role: {name: nobody}\n"), "role-missing", 4, id="role in a task"),
    pytest.param(more("- include_role: {name: desk, tasks_from: nothing}\n"), "tasks-missing", 4, id="tasks of another role"),
    pytest.param(more("- import_tasks: nothing.yml\n"), "tasks-missing", 4, id="task file"),
    pytest.param({"roles/audio/tasks/more.yml": None}, "tasks-missing", 3, id="task file removed while included"),
    pytest.param(more("- template: {src: no.j2, dest: /x}\n"), "template-missing", 4, id="template"),
    pytest.param(more("- copy: {src: no.conf, dest: /x}\n"), "file-missing", 4, id="file"),
    pytest.param(says("{{ audio_rate | to_jsn }}"), "filter-unknown", 6, id="misspelt filter"),
    pytest.param({TEMPLATE: "{{ audio_rate | shout }}\n"}, "filter-unknown", 1, id="unknown filter in a template"),
    pytest.param(says("x", "  when: audio_rate is numberr\n"), "test-unknown", 7, id="unknown test"),
    pytest.param(says("{{ audio_rate "), "jinja-invalid", 4, id="open braces"),
    pytest.param({TEMPLATE: "a\n{% if audio_rate %}\n"}, "jinja-invalid", 2, id="open block"),
    pytest.param({DEFAULTS: BASE[DEFAULTS] + "audio_rate: 1\n"}, "key-duplicate", 4, id="variable twice"),
    pytest.param(desk("{role: desk, desk_user: a, desk_them: dark}"), "role-argument-unknown", 4, id="misspelt argument"),
    pytest.param(desk("{role: desk, desk_user: a, desk_colour: 1}"), "role-argument-unknown", 4, id="argument nobody knows"),
    pytest.param(desk("{role: desk, desk_theme: dark}"), "role-argument-missing", 4, id="argument forgotten"),
    pytest.param(desk("{role: desk, desk_user: a, desk_icons: many}"), "role-argument-type", 4, id="argument's type"),
]  # fmt: skip

UNPROVEN = [
    pytest.param(says("{{ someone }}"), "`someone` is defined nowhere in this repository: whoever runs it", id="an input"),
    pytest.param(desk("desk"), "lacks its required `desk_user`: the inventory", id="call without any argument"),
    pytest.param(more("- import_role: {name: no.such.role}\n"), "collection no.such is not installed", id="collection's role"),
    pytest.param(says("{{ 1 | no.such.filter }}"), "collection no.such is not installed", id="collection's filter"),
    pytest.param(
        more("- import_role: {name: far.away}\n- {command: x, notify: Ring}\n"), "`Ring` is notified", id="stranger's handler"
    ),
]  # fmt: skip

RIGHT = {
    "loop": says("{{ item }}", "  loop: '{{ audio_packages }}'\n"),
    "loop variable": says("{{ it }} {{ n }}", "  loop: [1]\n  loop_control: {loop_var: it, index_var: n}\n"),
    "register": more("- {command: x, register: told}\n- {debug: {msg: '{{ told.stdout }}'}, when: told is changed}\n"),
    "set_fact": more("- set_fact: {told: 1}\n- debug: {msg: '{{ told }}'}\n"),
    "include_vars": more("- include_vars: Debian.yml\n- debug: {msg: '{{ audio_group }}'}\n"),
    "facts": says("{{ ansible_facts.os_family }} {{ ansible_distribution }}"),
    "magic variables": says("{{ inventory_hostname }} {{ groups.all }} {{ hostvars }} {{ role_path }} {{ omit }}"),
    "default variable": says("{{ audio_rate * 2 }} {{ audio_card.id }}"),
    "group variable": says("{{ studio_name }}"),
    "set in a template": {TEMPLATE: "{% set a = 1 %}{{ a }}{% for b in audio_packages %}{{ b }}{{ loop.index }}{% endfor %}\n"},
    "is defined": says("{{ audio_extra }}", "  when: audio_extra is defined\n"),
    "default()": says("{{ audio_extra | default('x') }}"),
    "task's variable": says("{{ a }}", "  vars: {a: 1}\n"),
    "block's variable": more("- vars: {a: 1}\n  block:\n    - debug: {msg: '{{ a }}'}\n"),
    "play's variable": {**site("  vars: {a: 1}\n"), **says("{{ a }}")},
    "vars_files": {**site("  vars_files: [more/a.yml]\n"), "more/a.yml": "a: 1\n", **says("{{ a }}")},
    "handler": more("- {command: x, notify: Restart jack}\n"),
    "handler that listens": more("- {command: x, notify: [sound changed]}\n"),
    "templated includes": more("- include_tasks: '{{ ansible_os_family }}.yml'\n- template: {src: '{{ studio_name }}.j2', dest: /x}\n"),
    "template, file, script": more("- copy: {src: limits.conf, dest: /x}\n- copy: {src: /etc/a, dest: /b, remote_src: true}\n- copy: {content: a, dest: /b}\n"),
    "vault value": {DEFAULTS: BASE[DEFAULTS] + "audio_key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n", **says("{{ audio_key }}")},
    "unsafe value": {DEFAULTS: BASE[DEFAULTS] + "audio_key: !unsafe '{{ nobody | nothing'\n", **says("{{ audio_key }}")},
    "collection's filter": says("{{ [1] | ansible.utils.ipaddr }} {{ {} | community.general.json_query('a') }}"),
    "right arguments": desk("{role: desk, desk_user: a, desk_theme: dark, desk_icons: '{{ audio_rate }}'}"),
    "handler removed with its notify": {HANDLERS: None, TASKS: OLD_TASKS.replace(", notify: Restart jack", "")},
    "variable renamed everywhere": {DEFAULTS: BASE[DEFAULTS].replace("rate", "hertz"), TEMPLATE: "{{ audio_hertz }}\n", "roles/audio/tasks/more.yml": "- debug: {msg: '{{ audio_hertz }}'}\n"},
    "nothing": {},
}  # fmt: skip


def judged(make_subject, change, old=None) -> Report:
    return Names().validate(make_subject(change, base=BASE, old=old))


@pytest.mark.parametrize(("change", "rule", "line"), REFUTED)
def test_a_wrong_change_is_refuted_where_it_is_wrong(make_subject, change, rule, line):
    report = judged(make_subject, change)
    assert report.outcome is Outcome.REFUTED
    assert {it.rule for it in report.findings} == {rule}
    assert line in [it.line for it in report.findings]


@pytest.mark.parametrize(("change", "words"), UNPROVEN)
def test_what_may_be_right_elsewhere_is_unproven(make_subject, change, words):
    report = judged(make_subject, change)
    assert (report.outcome, report.findings) == (Outcome.UNPROVEN, ())
    assert any(words in it.reason for it in report.tasks)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_change_is_proven(make_subject, name):
    report = judged(make_subject, RIGHT[name])
    assert (report.outcome, report.findings, report.tasks) == (Outcome.PROVEN, (), ())


@pytest.mark.parametrize(
    "wrong", [it.values[0] for it in REFUTED if all(it.values[0].values()) and it.id != "open block"]
)
def test_a_fault_that_was_there_is_not_held_against_the_change(make_subject, wrong):
    moved = {path: f"# moved by a line\n{text}" for path, text in wrong.items()}
    assert judged(make_subject, moved, old=wrong).outcome is Outcome.PROVEN


def test_a_second_use_of_what_was_wrong_before_is_held_against_it(make_subject):
    old = says("{{ audio_pakages }}")
    change = {TASKS: old[TASKS] + "- debug: {msg: '{{ audio_pakages }}'}\n"}
    report = judged(make_subject, change, old=old)
    assert [(it.rule, it.line) for it in report.findings] == [("variable-undefined", 7)]


def test_a_finding_names_the_place_and_what_is_meant(make_subject):
    (found,) = judged(make_subject, says("{{ audio_pakages }}")).findings
    assert (found.validator, found.path, found.line) == ("names", TASKS, 6)
    assert "`audio_pakages`" in found.message
    assert found.fix.startswith("Write `audio_packages`")


YAML = st.text(alphabet=st.sampled_from("ab_ \n-:{}[]'\"|>%&*!#,.0\t\x00é") | st.characters(codec="utf-8"), max_size=80)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=YAML)
@example(text="- debug: {msg: '{{ [[[ '}\n  notify: [1, {a: b}]\n  vars: [1]\n  loop: 3\n  register: [a]\n")
@example(text="- include_role: [a]\n  loop_control: x\n- include_vars: {file: [a], dir: {}}\n- set_fact: 3\n")
@example(text="- {hosts: {a: b}, roles: {a: b}, vars_files: {a: [b]}, vars_prompt: 3, handlers: x}\n")
@example(text="argument_specs: {main: {options: {a: [b], 3: {type: 4, choices: x}}}}\n")
def test_nothing_is_raised_for_what_the_text_holds(tmp_path_factory, text):
    paths = (
        TASKS,
        HANDLERS,
        DEFAULTS,
        TEMPLATE,
        "site.yml",
        "roles/desk/meta/argument_specs.yml",
        "group_vars/all.yml",
    )
    root = tmp_path_factory.mktemp("trees")
    before = tree(root / "before", BASE)
    (root / "after").mkdir()
    after = tree(root / "after", {**BASE, **dict.fromkeys(paths, text)})
    whole = subject(before)
    report = Names().validate(type(whole)(proposal=whole.proposal, facts=whole.facts, before=before, after=after))
    assert report.outcome in set(Outcome)
