"""What is said around a task is found, wherever it stands."""

from __future__ import annotations

from pathlib import Path

from agent.validators.arguments.context import Situated, situated
from knowledge.content.reader import read


def tasks_of(root: Path, files: dict[str, str]) -> dict[str, Situated]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return {task.task.name: task for task in situated(read(root))}


def test_collections_of_the_task_come_before_those_around_it(tmp_path):
    found = tasks_of(
        tmp_path,
        {
            "galaxy.yml": "namespace: acme\nname: studio\n",
            "roles/audio/meta/main.yml": "collections: [c.role]\n",
            "roles/audio/handlers/main.yml": "- {name: Handler, debug: }\n",
            "roles/audio/tasks/main.yml": (
                "- collections: [c.block]\n  block:\n    - {name: Inner, debug: , collections: [c.task, 3]}\n"
            ),
            "playbooks/site.yml": (
                "- hosts: all\n  collections: c.play\n  tasks: [{name: Play task, debug: }]\n  handlers: [{name: H, debug: }]\n"
            ),
        },
    )

    assert found["Inner"].collections == ("c.task", "c.block", "acme.studio", "c.role")
    assert found["Handler"].collections == ("acme.studio", "c.role")
    assert found["Play task"].collections == ("c.play",)
    assert "H" in found
    assert len(found) == 4


def test_defaults_of_any_play_may_apply_to_a_role(tmp_path):
    found = tasks_of(
        tmp_path,
        {
            "roles/audio/tasks/main.yml": (
                "- module_defaults: [{copy: {owner: a}}]\n  block:\n    - {name: Inner, copy: {src: a}}\n"
            ),
            "site.yml": "- hosts: all\n  module_defaults: {ansible.builtin.copy: {dest: b}, group/x.y.z: {g: 1}, file: {mode: 1}}\n",
        },
    )

    assert found["Inner"].defaulted("ansible.builtin.copy") == {"owner", "dest", "g"}


def test_a_task_means_the_same_under_another_name_and_on_another_line(tmp_path):
    found = tasks_of(
        tmp_path,
        {
            "roles/audio/tasks/main.yml": (
                "- {name: A, copy: {src: a, dest: b}}\n- {name: B, copy: {dest: b, src: a}, when: x}\n"
                "- {name: C, copy: {src: a, dest: c}}\n- {name: D, copy: {src: a}, args: {dest: b}}\n"
            )
        },
    )

    assert found["A"].meaning == found["B"].meaning == found["D"].meaning != found["C"].meaning
