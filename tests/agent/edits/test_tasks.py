from __future__ import annotations

import pytest

from agent.domain.edits import TaskAnchor, TaskSpec
from agent.edits.draft import Draft
from agent.edits.tasks import check_keywords, locate, module_index, name_of, tasks_in, value_of_spec
from agent.errors import EditError

TEXT = """\
---
- name: One
  m.a:

- name: Block
  block:
    - name: Inner
      m.b:
  rescue:
    - m.c:
- # odd
  name: One
  m.d:
"""


def place(line: int, name: str = "") -> tuple[int, ...]:
    return locate(Draft("tasks/main.yml", TEXT.encode()), TaskAnchor(line=line, name=name)).path


def test_every_task_is_found_in_file_order():
    draft = Draft("tasks/main.yml", TEXT.encode())
    assert [name_of(draft, task.node) for task in tasks_in(draft)] == ["One", "Block", "Inner", "", "One"]


def test_tasks_of_plays_are_found_and_plays_are_none():
    draft = Draft("site.yml", b"- name: Play\n  hosts: all\n  pre_tasks:\n    - name: T\n      m:\n  handlers: []\n")
    assert [name_of(draft, task.node) for task in tasks_in(draft)] == ["T"]


@pytest.mark.parametrize(
    ("line", "name", "path"),
    [
        (2, "One", (0, 0)),
        (2, "", (0, 0)),
        (7, "Inner", (0, 1, 3, 0)),
        (10, "", (0, 1, 5, 0)),
        (11, "One", (0, 2)),
        (12, "One", (0, 2)),
        (99, "Inner", (0, 1, 3, 0)),
        (2, "Inner", (0, 1, 3, 0)),
    ],
)
def test_a_task_is_meant_by_line_and_name_or_else_by_name(line, name, path):
    assert place(line, name) == path


@pytest.mark.parametrize(
    ("line", "name", "what"),
    [(3, "One", r"several tasks .* \(lines 2, 12\)"), (2, "Gone", "no task 'Gone'"), (3, "", "no task begins")],
)
def test_what_is_not_clear_is_refused(line, name, what):
    with pytest.raises(EditError, match=what) as caught:
        place(line, name)
    assert caught.value.where == f"tasks/main.yml:{line}"


def test_a_spec_becomes_a_task_with_its_name_first():
    spec = TaskSpec(name="Do", module="m.n.o", args={"b": 1, "a": 2}, keywords={"when": "x"})
    assert list(value_of_spec(spec, "f").items()) == [("name", "Do"), ("m.n.o", {"b": 1, "a": 2}), ("when", "x")]


@pytest.mark.parametrize(
    ("module", "args", "value"),
    [
        ("ansible.builtin.meta", {"_raw_params": "flush_handlers"}, "flush_handlers"),
        ("ansible.builtin.command", {"_raw_params": "ls", "chdir": "/"}, {"cmd": "ls", "chdir": "/"}),
        ("ansible.builtin.setup", {}, None),
    ],
)
def test_free_form_strings_are_written_as_the_module_takes_them(module, args, value):
    assert value_of_spec(TaskSpec(name="Do", module=module, args=args), "f")[module] == value


@pytest.mark.parametrize(
    "spec",
    [
        TaskSpec(name="", module="m"),
        TaskSpec(name="a\nb", module="m"),
        TaskSpec(name="a", module="when"),
        TaskSpec(name="a", module="block"),
        TaskSpec(name="a", module="m: x\n"),
        TaskSpec(name="a", module="m", keywords={"name": "b"}),
        TaskSpec(name="a", module="m", keywords={"ansible.builtin.shell": "b"}),
        TaskSpec(name="a", module="m", args={"_raw_params": "x", "y": 1}),
    ],
)
def test_what_makes_no_task_is_refused(spec):
    with pytest.raises(EditError):
        value_of_spec(spec, "f")


def test_only_keywords_are_keywords():
    check_keywords({"when": "x", "with_items": []}, "f")
    with pytest.raises(EditError, match="'copy' is no keyword"):
        check_keywords({"copy": {}}, "f")


def test_the_module_is_the_one_key_that_is_no_keyword():
    draft = Draft("f", TEXT.encode())
    assert module_index(draft, draft.at((0, 0))) == 3
    with pytest.raises(EditError, match="a block has no arguments"):
        module_index(draft, draft.at((0, 1)))
    two = Draft("f", b"- a.b:\n  c.d:\n")
    with pytest.raises(EditError, match="exactly one module"):
        module_index(two, two.at((0, 0)))
