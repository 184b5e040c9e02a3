from __future__ import annotations

import pytest

from agent.domain.edits import RemoveTask, TaskAnchor
from agent.errors import EditError

TEXT = """\
---
# first
- name: A
  m: 1

# second
- name: B  # b
  block:
    - name: C
      m: |
        text

    - name: D
      m: 2

# third
- name: E
  m: 3
"""


def remove(line: int, name: str = "") -> RemoveTask:
    return RemoveTask(path="tasks/main.yml", task=TaskAnchor(line=line, name=name))


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        (3, "- name: A\n  m: 1\n\n"),
        (9, "    - name: C\n      m: |\n        text\n\n"),
        (13, "    - name: D\n      m: 2\n\n"),
        (17, "\n- name: E\n  m: 3\n"),
    ],
)
def test_a_task_goes_and_the_comments_stay(edited, line, gone):
    result = edited(TEXT, remove(line))
    expected = TEXT.replace(gone.lstrip("\n"), "")
    assert result == expected


def test_two_tasks_go(edited):
    result = edited(TEXT, remove(3, "A"), remove(17, "E"))
    assert "name: A" not in result
    assert "name: E" not in result
    assert "name: B" in result


def test_the_last_task_of_a_file_leaves_an_empty_file(edited):
    assert edited("---\n- name: A\n  m:\n", remove(2, "A")) == "---\n"


def test_a_task_that_went_is_not_found_again(edited):
    with pytest.raises(EditError, match="no task 'A'"):
        edited(TEXT, remove(3, "A"), remove(3, "A"))


def test_an_anchor_that_others_need_stays(edited):
    with pytest.raises(EditError, match=r"alias \*a"):
        edited("- m: &a [1]\n- m: *a\n", remove(1))


def test_the_only_task_of_a_block_stays(edited):
    with pytest.raises(EditError, match="only task"):
        edited("- block:\n    - name: A\n      m:\n", remove(2, "A"))
