from __future__ import annotations

import pytest

from agent.domain.edits import InsertTask, TaskAnchor, TaskSpec
from agent.errors import EditError

PATH = "tasks/main.yml"
SPEC = TaskSpec(name="New", module="a.b.c", args={"x": 1}, keywords={"become": True})
NEW = "- name: New\n  a.b.c:\n    x: 1\n  become: true\n"


def insert(after: TaskAnchor | None = None, spec: TaskSpec = SPEC, path: str = PATH) -> InsertTask:
    return InsertTask(path=path, task=spec, after=after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f"---\n{NEW}"),
        ("", NEW),
        ("---\n", f"---\n{NEW}"),
        ("---", f"---\n{NEW}"),
        ("# Tasks\n", f"# Tasks\n\n{NEW}"),
        ("---\n# Tasks\n\n", f"---\n# Tasks\n\n{NEW}\n"),
        ("---\n- name: Old\n  m:\n", f"---\n- name: Old\n  m:\n\n{NEW}"),
        ("- m: 'a'\n- m: \"b\"\n", f"- m: 'a'\n- m: \"b\"\n{NEW}"),
        ("- m:\n# tail\n", f"- m:\n# tail\n\n{NEW}"),
        ("- m: x", f"- m: x\n\n{NEW}"),
        ("- {m: x}\n", f"- {{m: x}}\n\n{NEW}"),
        ("- m: &a [1]\n  vars:\n    b: *a\n", f"- m: &a [1]\n  vars:\n    b: *a\n\n{NEW}"),
        ("  - m: x\n\n  - m: y\n", "  - m: x\n\n  - m: y\n\n" + "".join(f"  {line}\n" for line in NEW.splitlines())),
    ],
)
def test_at_the_end(edited, before, after):
    assert edited(before, insert()) == after


def test_after_a_task(edited):
    text = "- name: A\n  m:\n    - |\n      x\n\n# of B\n- name: B\n  m:\n"
    assert edited(text, insert(TaskAnchor(line=1, name="A"))) == text.replace("\n\n# of", f"\n\n{NEW}\n# of")


def test_inside_a_block_at_its_indentation(edited):
    text = "- block:\n    - name: A\n      m:\n  rescue:\n    - name: B\n      m:\n"
    inside = "".join(f"    {line}\n" for line in NEW.splitlines())
    assert edited(text, insert(TaskAnchor(line=2, name="A"))) == text.replace("  rescue", f"\n{inside}  rescue")


def test_in_a_play_after_a_task(edited):
    text = "- hosts: all\n  tasks:\n    - name: A\n      m:\n"
    inside = "".join(f"    {line}\n" for line in NEW.splitlines())
    assert edited(text, insert(TaskAnchor(line=3), path="site.yml")) == f"{text}\n{inside}"


def test_several_after_one_task_keep_their_order(edited):
    specs = [TaskSpec(name=name, module="m", args={"x": 1}) for name in ("One", "Two", "Three")]
    text = edited("- name: A\n  m:\n- name: B\n  m:\n", *(insert(TaskAnchor(line=1, name="A"), spec) for spec in specs))
    assert [line for line in text.splitlines() if "name" in line] == [
        "- name: A", "- name: One", "- name: Two", "- name: Three", "- name: B",
    ]  # fmt: skip


def test_anchors_mean_lines_of_the_original_file(edited):
    text = "- name: A\n  m: 1\n- name: A\n  m: 2\n"
    one, two = (TaskSpec(name=name, module="m") for name in ("One", "Two"))
    result = edited(text, insert(TaskAnchor(line=1, name="A"), one), insert(TaskAnchor(line=3, name="A"), two))
    assert result == "- name: A\n  m: 1\n- name: One\n  m:\n- name: A\n  m: 2\n- name: Two\n  m:\n"


def test_an_anchor_may_name_a_task_inserted_before(edited):
    other = TaskSpec(name="Other", module="m")
    text = edited("- name: A\n  m:\n", insert(), insert(TaskAnchor(line=99, name="New"), other))
    assert text.index("Other") > text.index("New")


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ("a: b\n", "no list of tasks"),
        ("- just text\n", "no list of tasks"),
        ("- hosts: all\n", "no end of its tasks"),
        ("[]\n", "empty value"),
        ("[{m: x}]\n", "flow style"),
        ("- m: |\n    x", "can't be edited line by line"),
        ("- a: 1\n---\n- b: 2\n", "several YAML documents"),
        ("- a: [\n", "not valid YAML"),
    ],
)
def test_what_is_no_list_of_tasks_is_refused(edited, before, what):
    with pytest.raises(EditError, match=what) as caught:
        edited(before, insert())
    assert caught.value.where.startswith(PATH)


def test_a_block_scalar_without_final_newline_says_what_to_do(edited):
    with pytest.raises(EditError) as caught:
        edited("- m: |\n    x", insert())
    assert caught.value.hint == "End the file with a newline first."
