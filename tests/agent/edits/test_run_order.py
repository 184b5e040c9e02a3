from __future__ import annotations

from pathlib import Path

import pytest

from agent.edits.run_order import included, role_named, role_order, run_order
from knowledge.content.model import Content
from knowledge.content.reader import read

FILES = {
    "site.yml": "- hosts: all\n  roles: [zed, acme.things.able]\n  tasks:\n    - name: own\n      m:\n",
    "roles/able/tasks/main.yml": "- name: able\n  m:\n",
    "roles/idle/tasks/main.yml": "- name: idle\n  m:\n",
    "roles/zed/handlers/main.yml": "- name: handler\n  m:\n",
    "roles/zed/tasks/a_first.yml": "- name: included\n  m:\n- include_tasks: main.yml\n",
    "roles/zed/tasks/b_loose.yml": "- name: loose\n  m:\n",
    "roles/zed/tasks/main.yml": "- name: one\n  m:\n- name: to\n  import_tasks: a_first.yml\n- name: two\n  m:\n",
}


@pytest.fixture
def content(tmp_path: Path) -> Content:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read(tmp_path)


def test_tasks_come_in_the_order_they_run(content):
    names = [task.name for task in run_order(content)]
    assert names == ["one", "to", "included", "", "two", "loose", "handler", "able", "own", "idle"]


def test_a_role_alone_has_its_order_too(content):
    assert [task.name for task in role_order(content.roles["able"])] == ["able"]


def test_an_include_leads_to_its_file(content):
    zed = content.roles["zed"]
    files = {task_file.path for task_file in zed.task_files}
    found = [included(zed, task, files) for task in zed.tasks() if task.name == "to"]
    assert found == ["roles/zed/tasks/a_first.yml"]


def test_a_role_may_be_named_with_its_collection(content):
    assert role_named(content, "acme.things.able") is content.roles["able"]
    assert role_named(content, "nobody") is None
