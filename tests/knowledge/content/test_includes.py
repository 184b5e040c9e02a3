import pytest

from knowledge.content.discover import walk
from knowledge.content.includes import conditions, literal_path, missing, reach, reachable, resolve, role_of
from knowledge.content.roles import read_role
from knowledge.content.source import Troubles
from knowledge.content.tasks import read_task_file


def role(root):
    return read_role(walk(root), "r", "roles/r", Troubles())


def test_reach_follows_literal_includes_with_their_conditions(write):
    found = role(
        write(
            {
                "roles/r/tasks/main.yml": """\
- when: a
  block:
    - import_tasks: sub/one.yml
      when: [b, c == 1]
- ansible.builtin.include_tasks: {file: two.yml}
- include_tasks: "{{ x }}.yml"
""",
                "roles/r/tasks/sub/one.yml": "- import_tasks: next.yml\n- import_tasks: ../main.yml\n",
                "roles/r/tasks/sub/next.yml": "- import_tasks: two.yml\n",
                "roles/r/tasks/two.yml": "- ping:\n",
                "roles/r/tasks/never.yml": "- ping:\n",
            }
        )
    )
    assert [(reached.task_file.path, reached.conditions) for reached in reach(found)] == [
        ("roles/r/tasks/main.yml", ()),
        ("roles/r/tasks/sub/one.yml", ("a", "b", "c == 1")),
        ("roles/r/tasks/sub/next.yml", ("a", "b", "c == 1")),
        ("roles/r/tasks/two.yml", ("a", "b", "c == 1")),
    ]
    assert [file.path for file in reachable(found)] == [reached.task_file.path for reached in reach(found)]


def test_a_role_without_main_reaches_nothing(write):
    assert reach(role(write({"roles/r/tasks/x.yml": "- ping:\n"}))) == ()


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


def test_role_of_a_path(write):
    found = role(write({"roles/r/tasks/main.yml": ""}))
    assert role_of("roles/r/tasks/x.yml", [found]) is found
    assert role_of("roles/rr/tasks/x.yml", [found]) is None
