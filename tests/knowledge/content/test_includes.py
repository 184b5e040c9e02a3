import pytest

from knowledge.content.includes import conditions, literal_path, missing, resolve
from knowledge.content.tasks import read_task_file


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("include_tasks: a.yml", "a.yml"),
        ("import_tasks: {file: a.yml}", "a.yml"),
        ("ansible.legacy.import_tasks: a.yml", "a.yml"),
        ("include_tasks: '{{ x }}'", None),
        ("include_tasks: [1]", None),
        ("include_vars: a.yml", None),
    ],
)
def test_literal_path(parse, text, path):
    (task,) = read_task_file(parse(f"- {text}\n")).tasks
    assert literal_path(task) == path


def test_resolve_stays_inside():
    assert resolve("a.yml", "roles/r/tasks/sub/x.yml", "roles/r") == (
        "roles/r/tasks/sub/a.yml",
        "roles/r/tasks/a.yml",
        "roles/r/a.yml",
    )
    assert resolve("../../x.yml", "a/b.yml", None) == ()
    assert resolve("/etc/x.yml", "a/b.yml", None) == ()


def test_missing_names_existing_files_once(parse):
    file = read_task_file(parse("- include_tasks: a.yml\n- include_tasks: a.yml\n- include_tasks: b.yml\n"))
    assert list(missing([file], "", frozenset({"tasks/a.yml"}))) == ["tasks/a.yml"]


def test_conditions_of_blocks_come_first(parse):
    (block,) = read_task_file(parse("- when: a\n  block:\n    - ping:\n      when: true\n")).tasks
    assert conditions(block.children[0]) == ("a", "True")
