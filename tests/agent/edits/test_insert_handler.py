from __future__ import annotations

import pytest

from agent.domain.edits import InsertHandler, TaskSpec
from agent.errors import EditError

SPEC = TaskSpec(name="Restart x", module="ansible.builtin.service", args={"name": "x", "state": "restarted"})
EDIT = InsertHandler(path="roles/r/handlers/main.yml", handler=SPEC)
WRITTEN = "- name: Restart x\n  ansible.builtin.service:\n    name: x\n    state: restarted\n"


@pytest.mark.parametrize("before", [None, "---\n", "---\n- name: Other\n  m:\n"])
def test_a_handler_is_appended_once(edited, before):
    once = edited(before, EDIT)
    assert once.endswith(WRITTEN)
    assert edited(once, EDIT) == once
    assert edited(before, EDIT, EDIT) == once


def test_an_equal_one_may_be_written_otherwise(edited):
    text = "- ansible.builtin.service: {state: 'restarted', name: x}\n  name: Restart x\n"
    assert edited(text, EDIT) == text


def test_a_different_one_of_that_name_is_refused(edited):
    with pytest.raises(EditError, match="another handler is named") as caught:
        edited("---\n- name: Restart x\n  ansible.builtin.service:\n    name: y\n", EDIT)
    assert caught.value.where == "roles/r/handlers/main.yml:2"
