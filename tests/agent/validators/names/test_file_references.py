import pytest

from agent.validators.names.file_references import file_references

MORE = "roles/audio/tasks/more.yml"


def missing(view, text, path=MORE, **files):
    return [(fault.rule, fault.line) for fault in file_references(view({path: text, **files}), frozenset({path}))]


@pytest.mark.parametrize(
    "text",
    [
        "- include_tasks: main.yml\n",
        "- include_tasks: {file: ../tasks/main.yml}\n",
        "- include_tasks: '{{ x }}.yml'\n",
        "- include_tasks: /srv/x.yml\n",
        "- template: {src: templates/jack.conf.j2, dest: /x}\n",
        "- template: {src: ../templates/jack.conf.j2, dest: /x}\n",
        "- copy: {src: '{{ x }}', dest: /x}\n",
        "- copy: {src: ../../../../outside, dest: /x}\n",
        "- copy: {src: ../files/, dest: /x}\n",
        "- copy: {src: x, dest: /x, remote_src: '{{ y }}'}\n",
        "- unarchive: {src: x, dest: /x, copy: false}\n",
        "- unarchive: {src: ~/x, dest: /x}\n",
        "- script: '{{ x }} a'\n",
        "- script: {cmd: limits.conf a}\n",
        "- synchronize: {src: nothing, dest: /x}\n",
    ],
)
def test_references_that_are_found_or_not_ours_to_follow(view, text):
    assert not missing(view, text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("- include_tasks: {file: tasks/none.yml}\n", "tasks-missing"),
        ("- ansible.builtin.import_tasks: none.yml\n", "tasks-missing"),
        ("- ansible.windows.win_template: {src: none.j2, dest: /x}\n", "template-missing"),
        ("- ansible.posix.patch: {src: none.patch}\n", "file-missing"),
        ("- unarchive: {src: none.tgz, dest: /x}\n", "file-missing"),
        ("- script: {cmd: none.sh a}\n", "file-missing"),
        ("- copy: {src: none/, dest: /x}\n", "file-missing"),
        ("- include_vars: {file: none.yml}\n", "file-missing"),
    ],
)
def test_references_that_lead_nowhere(view, text, rule):
    assert missing(view, text) == [(rule, 1)]


def test_playbooks_look_beside_themselves(view):
    text = """\
- hosts: all
  vars_files:
    - site.yml
    - none.yml
  tasks:
    - copy: {src: motd, dest: /x}
    - copy: {src: none, dest: /x}
- import_playbook: none.yml
- import_playbook: "{{ x }}.yml"
"""
    path = "playbooks/new.yml"
    more = {"playbooks/files/motd": "x", "playbooks/vars/site.yml": "a: 1\n"}

    found = list(file_references(view({path: text, **more}), frozenset({path})))

    assert sorted((fault.rule, fault.line) for fault in found) == [
        ("file-missing", 4),
        ("file-missing", 7),
        ("playbook-missing", 8),
    ]
