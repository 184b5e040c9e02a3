from __future__ import annotations

import pytest

from agent.domain.edits import ChangeTask, InsertTask, TaskAnchor, TaskSpec
from agent.errors import EditError

PATH = "tasks/main.yml"
TEXT = """\
- name: Old  # its name
  ansible.builtin.copy:  # copies
    src: 'a'   # source
    dest: "/b"
  # why
  when: x
  notify:
    - One
"""


def change(line: int = 1, **changes: object) -> ChangeTask:
    return ChangeTask(path=PATH, task=TaskAnchor(line=line), **changes)


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"args": {"src": "c"}}, "'a'", "c"),
        ({"args": {"mode": "0644"}}, '"/b"\n', '"/b"\n    mode: "0644"\n'),
        ({"args": {"dest": None}}, '    dest: "/b"\n', ""),
        ({"args": {"src": None}}, "    src: 'a'   # source\n    dest", "    dest"),
        ({"keywords": {"when": ["y", "z is defined"]}}, "when: x\n", 'when:\n    - "y"\n    - z is defined\n'),
        ({"keywords": {"become": True}}, "    - One\n", "    - One\n  become: true\n"),
        ({"keywords": {"when": None}}, "  when: x\n", ""),
        ({"keywords": {"notify": ["One", "Two"]}}, "    - One\n", "    - One\n    - Two\n"),
        ({"keywords": {"name": "Newer"}}, "Old ", "Newer "),
        ({"keywords": {"tags": None}, "args": {"owner": None}}, "", ""),
        ({"args": {"src": "a"}}, "", ""),
    ],
)
def test_one_value_changes_and_nothing_else(edited, changes, old, new):
    if old == "    src: 'a'   # source\n    dest":
        assert edited(TEXT, change(**changes)) == TEXT.replace("src: 'a'   # source\n    ", "")
    else:
        assert edited(TEXT, change(**changes)) == TEXT.replace(old, new)


def test_arguments_in_braces_stay_in_braces(edited):
    text = "- file: {path: /a, state: absent}  # why\n"
    result = edited(text, change(args={"state": "directory", "mode": "0755", "path": None}))
    assert result == '- file: {state: directory, mode: "0755"}  # why\n'


def test_a_task_without_arguments_gets_them(edited):
    assert edited("- setup:\n", change(args={"filter": ["a"]})) == "- setup:\n    filter:\n      - a\n"


def test_keywords_of_a_block_stand_before_it(edited):
    text = "- name: B\n  block:\n    - m:\n"
    assert edited(text, change(keywords={"become": True})) == "- name: B\n  become: true\n  block:\n    - m:\n"


def test_a_free_form_task_takes_keywords(edited):
    assert edited("- command: ls -l\n", change(keywords={"changed_when": False})) == (
        "- command: ls -l\n  changed_when: false\n"
    )


def test_a_task_is_found_behind_an_insertion(edited):
    insert = InsertTask(path=PATH, task=TaskSpec(name="New", module="m"), after=TaskAnchor(line=1))
    text = "- m: 1\n- m: {a: 2}\n"
    assert edited(text, insert, change(2, args={"a": 3})) == "- m: 1\n- name: New\n  m:\n- m: {a: 3}\n"


@pytest.mark.parametrize(
    ("text", "changes", "what"),
    [
        ("- command: ls\n", {"args": {"chdir": "/"}}, "free-form"),
        ("- copy: src=a\n  args:\n    dest: b\n", {"args": {"mode": "1"}}, "outside the module's own key"),
        ("- action: copy\n", {"args": {"mode": "1"}}, "outside the module's own key"),
        ("- block: []\n", {"args": {"mode": "1"}}, "a block has no arguments"),
        ("- m: {a: 1}\n", {"args": {"a": None}}, "only key"),
        ("- m: {a: 1}\n", {"keywords": {"copy": "x"}}, "no keyword"),
        ("- m: &a\n    x: &b 1\n  vars:\n    y: *b\n", {"args": {"x": 2}}, r"alias \*b"),
        ("- m: {a: 1}\n  when: x\n  when: y\n", {"keywords": {"when": "z"}}, "occurs twice"),
    ],
)
def test_what_can_not_be_done_key_by_key_is_refused(edited, text, changes, what):
    with pytest.raises(EditError, match=what):
        edited(text, change(**changes))
