from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.domain.edits import (
    AddListItem,
    AddRoleToPlay,
    ChangeTask,
    Edit,
    InsertHandler,
    InsertTask,
    RemoveTask,
    SetVariable,
    TaskAnchor,
    TaskSpec,
    WriteFile,
)
from agent.edits.apply import apply
from agent.edits.touched import touched
from knowledge.content.reader import read

MAIN = "roles/r/tasks/main.yml"
FILES = {
    "site.yml": "- hosts: all\n  roles: [r]\n  tasks:\n    - name: Play's own\n      m: '{{ everyone }}'\n",
    "group_vars/all.yml": "everyone: 1\n",
    "roles/r/defaults/main.yml": "packages: {debian: [a]}\nmode: 1\n",
    MAIN: """\
- name: Install
  ansible.builtin.package:
    name: "{{ packages.debian }}"
- name: Configure
  ansible.builtin.template:
    src: x.conf.j2
    dest: /etc/x.conf
  notify: Restart x
- name: Copy each
  ansible.builtin.copy:
    src: "{{ item }}.sh"
    dest: /opt
  loop: [a]
- name: Group
  when: flag | default(true)
  block:
    - name: Inside
      m:
- name: More
  ansible.builtin.include_tasks: more.yml
""",
    "roles/r/tasks/more.yml": "- name: Included\n  m: '{{ everyone }}'\n",
    "roles/r/handlers/main.yml": "- name: Restart x\n  m:\n- name: Idle\n  m:\n",
    "roles/r/templates/x.conf.j2": "{{ mode }}\n",
    "roles/other/tasks/main.yml": "- name: Other\n  m: '{{ mode }} {{ everyone }}'\n",
}
NEW = TaskSpec(name="New", module="m")


def write(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture
def names(tmp_path: Path) -> Callable[..., list[str]]:
    """Names of the tasks that edits touch; the lines are checked on the way."""

    def run(*edits: Edit) -> list[str]:
        files = {name: text.encode() for name, text in FILES.items()}
        changed = files | apply(edits, files.get)
        before, after = read(write(tmp_path / "before", files)), read(write(tmp_path / "after", changed))
        found = touched(before, after, edits)
        for task in found:
            assert f"name: {task.name}" in changed[task.path].decode().splitlines()[task.line - 1]
        return [task.name for task in found]

    return run


def test_inserted_tasks_with_their_new_lines(names):
    first = InsertTask(path=MAIN, task=NEW, after=TaskAnchor(line=1, name="Install"))
    assert names(first, InsertTask(path="roles/other/tasks/main.yml", task=NEW)) == ["New", "New"]


def test_a_changed_task(names):
    change = ChangeTask(path=MAIN, task=TaskAnchor(line=9, name="Copy each"), args={"mode": "0644"})
    assert names(change) == ["Copy each"]


def test_tasks_of_a_changed_block_and_of_a_changed_include(names):
    assert names(ChangeTask(path=MAIN, task=TaskAnchor(line=14), keywords={"when": "x"})) == ["Inside"]
    more = ChangeTask(path=MAIN, task=TaskAnchor(line=0, name="More"), keywords={"when": "x"})
    assert names(more) == ["More", "Included"]


def test_a_removed_task_leaves_nothing(names):
    assert names(RemoveTask(path=MAIN, task=TaskAnchor(line=1))) == []


def test_tasks_that_read_a_changed_default_in_that_role_only(names):
    assert names(AddListItem(path="roles/r/defaults/main.yml", keys=("packages", "debian"), item="b")) == ["Install"]


def test_tasks_whose_template_reads_it(names):
    assert names(SetVariable(path="roles/r/defaults/main.yml", name="mode", value=2)) == ["Configure"]


def test_group_variables_are_read_everywhere(names):
    edit = SetVariable(path="group_vars/all.yml", name="everyone", value=2)
    assert names(edit) == ["Included", "Play's own", "Other"]


def test_users_of_a_template_and_of_a_file(names):
    assert names(WriteFile(path="roles/r/templates/x.conf.j2", text="y")) == ["Configure"]
    assert names(WriteFile(path="roles/r/files/a.sh", text="y")) == ["Copy each"]


def test_a_changed_handler_and_who_notifies_it(names):
    edit = ChangeTask(path="roles/r/handlers/main.yml", task=TaskAnchor(line=1), keywords={"when": "x"})
    assert names(edit) == ["Configure", "Restart x"]
    assert names(InsertHandler(path="roles/r/handlers/main.yml", handler=NEW)) == ["New"]


def test_all_tasks_of_a_role_that_a_play_newly_uses(names):
    assert names(AddRoleToPlay(path="site.yml", play=0, role="other")) == ["Other"]
