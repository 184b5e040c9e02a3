from __future__ import annotations

from knowledge.content.model import Place, Role, Task, TaskFile

PLACE = Place("roles/a/tasks/main.yml", 2, 9)
LEAF = Task(PLACE, "leaf", "debug", {}, {})
INNER = Task(PLACE, "inner", "block", {}, {}, children=(LEAF,))
OUTER = Task(PLACE, "outer", "block", {}, {}, children=(INNER, LEAF))


def test_walking_gives_blocks_before_their_tasks() -> None:
    assert [task.name for task in OUTER.walk()] == ["outer", "inner", "leaf", "leaf"]


def test_a_role_gives_the_tasks_of_all_its_files() -> None:
    files = (TaskFile("main.yml", "a", (OUTER,)), TaskFile("more.yml", "a", (LEAF,)))
    role = Role("a", "roles/a", task_files=files, handler_files=(TaskFile("h.yml", "a", (LEAF,)),))
    assert [task.name for task in role.tasks()] == ["outer", "inner", "leaf", "leaf", "leaf"]
    assert [task.name for task in role.handlers()] == ["leaf"]


def test_a_place_is_written_as_path_and_line() -> None:
    assert PLACE.ref == "roles/a/tasks/main.yml:2"
