import pytest

from agent.validators.names.definitions import Pattern, is_looped, local_names


def known(view, home="role audio"):
    return view.known(view.homes[home])


def test_everything_that_defines_counts(view):
    found = known(view())

    for name in [
        "audio_rate", "audio_service", "audio_installed", "audio_remembered", "common_level", "site_name", "site_zone",
        "site_owner", "jack_state",
    ]:  # fmt: skip
        assert found.knows(name), name
    assert not found.knows("lonely_pong")
    assert not found.doubts


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ("- command: x\n  register: a", {"a"}),
        ("- set_fact: a=1 b=2 cacheable=true", {"a", "b"}),
        ("- add_host: {name: x, a: 1}", {"a"}),
        ("- package_facts:", {"packages"}),
        ("- ansible.builtin.getent: {database: group}", {"getent_group"}),
        ("- include_vars: {dir: x, name: a}", {"a"}),
        ("- include_role: {name: common}\n  vars: {a: 1}\n  loop: [1]\n  loop_control: {loop_var: b}", {"a", "b"}),
        ("- include_vars: site.yml", {"site_zone"}),
        ("- block:\n    - command: x\n      register: a", {"a"}),
    ],
)
def test_what_a_task_leaves_behind(view, task, names):
    change = {"roles/lonely/tasks/main.yml": task + "\n", "roles/lonely/vars/site.yml": "site_zone: 1\n"}

    assert names <= known(view(change), "role lonely").variables


@pytest.mark.parametrize(
    "task",
    [
        "- set_fact: '{{ everything }}'",
        "- set_fact: {'{{ a }}{{ b }}': 1}",
        "- include_vars: '{{ playbook_dir }}/x.yml'",
        "- include_vars: /etc/x.yml",
        "- include_vars: {dir: ../../elsewhere}",
        "- include_vars: nowhere.yml",
        "- community.general.snap_facts:",
    ],
)
def test_what_a_task_may_leave_behind_is_a_doubt(view, task):
    assert known(view({"roles/lonely/tasks/main.yml": task + "\n"}), "role lonely").doubts


@pytest.mark.parametrize(
    "task",
    [
        "- include_vars: '{{ item }}'\n  loop: [a.yml]",
        "- include_vars: '{{ role_path }}/vars/{{ x }}.yml'",
        "- include_vars: \"{{ lookup('first_found', x) }}\"",
        "- include_vars: {dir: vars}",
        "- gather_facts:",
    ],
)
def test_files_of_the_roles_own_leave_no_doubt(view, task):
    assert not known(view({"roles/lonely/tasks/main.yml": task + "\n"}), "role lonely").doubts


def test_variables_of_a_play(view):
    text = "- hosts: all\n  vars: [{a: 1}, {b: 2}]\n  vars_files: ['{{ x }}.yml', group_vars/all.yml]\n  tasks: []\n"

    found = known(view({"new.yml": text}), "playbook new.yml")

    assert {"a", "b", "admin_user"} <= found.variables
    assert "only known at run time" in found.doubts[0]


def test_names_that_only_one_task_sees(view):
    text = """\
- vars: {a: 1}
  block:
    - command: x
      vars: {b: 1}
      loop: [1]
      loop_control: {loop_var: c, index_var: d}
    - command: x
      with_items: [1]
    - command: x
"""
    role = view({"roles/lonely/tasks/main.yml": text}).content.roles["lonely"]
    (block,) = role.task_files[0].tasks

    assert [local_names(task) for task in block.children] == [{"a", "b", "c", "d"}, {"a", "item"}, {"a"}]
    assert [is_looped(task) for task in block.children] == [True, True, False]


def test_handlers_are_known_by_name_and_topic(view):
    found = known(view({"roles/common/handlers/main.yml": "- name: Restart {{ x }} now\n  command: x\n"}))

    for name in ["Restart jack", "sound changed", "audio : Restart jack", "Restart sshd now", "Tell everyone"]:
        assert found.handles(name), name
    assert not found.handles("Restart sshd later")
    assert not found.handles("Weep")


def test_a_pattern_needs_room_for_both_ends():
    assert Pattern("ab", "bc").fits("abbc")
    assert not Pattern("ab", "bc").fits("abc")
