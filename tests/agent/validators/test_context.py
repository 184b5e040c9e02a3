from __future__ import annotations

from pathlib import Path

from agent.validators.context import context, homes, included, includers, only_play
from tests.fakes.subjects import TASKS, tree

FILES = {
    TASKS: """\
        - name: Outer
          when: a
          block:
            - name: Include
              include_tasks: sub/more.yml
              vars: {b: 1}
        - name: Computed
          include_tasks: "{{ x }}.yml"
        - name: Itself
          include_tasks: main.yml
        """,
    "roles/audio/tasks/sub/more.yml": "- name: Inner\n  debug: {msg: x}\n  when: c\n",
    "roles/audio/handlers/main.yml": "- name: Tell\n  debug: {msg: x}\n",
    "site.yml": "- hosts: all\n  tasks:\n    - name: Greet\n      debug: {msg: x}\n",
}


def test_what_is_around_a_task_outermost_first(tmp_path: Path) -> None:
    home = next(homes(tree(tmp_path, FILES)))
    inner = next(task for task in home.tasks() if task.name == "Inner")
    assert [task.name for task in includers(home, inner)] == ["Include"]
    assert context(home, inner) == ({"when": "a"}, {"vars": {"b": 1}})


def test_only_a_literal_include_of_a_known_file_is_followed(tmp_path: Path) -> None:
    home = next(homes(tree(tmp_path, FILES)))
    found = {task.name: included(task, home) for task in home.tasks()}
    assert found["Include"] == "roles/audio/tasks/sub/more.yml"
    assert found["Computed"] == found["Outer"] == ""


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    files = {
        TASKS: "- name: A\n  include_tasks: b.yml\n",
        "roles/audio/tasks/b.yml": "- name: B\n  include_tasks: main.yml\n",
    }
    home = next(homes(tree(tmp_path, files)))
    assert len(context(home, next(home.tasks()))) == 8


def test_homes_are_roles_and_plays(tmp_path: Path) -> None:
    role, play = homes(tree(tmp_path, FILES))
    assert (role.key, play.key) == ("role audio", "play site.yml:1")
    assert "Tell" in [task.name for task in role.with_handlers()]
    assert "Tell" not in [task.name for task in role.tasks()]
    assert [task.name for task in play.tasks()] == ["Greet"]


def test_a_role_that_two_plays_name_has_no_play_of_its_own(tmp_path: Path) -> None:
    play = "- hosts: all\n  roles: [{role: audio}]\n"
    one = tree(tmp_path / "a", {**FILES, "site.yml": play})
    found = only_play(one, next(homes(one)))
    assert found
    assert found.place.ref == "site.yml:1"
    two = tree(tmp_path / "b", {**FILES, "site.yml": play, "other.yml": play})
    assert only_play(two, next(homes(two))) is None
