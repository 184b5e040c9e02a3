from __future__ import annotations

import pytest

from agent.domain.edits import AddRoleToPlay
from agent.errors import EditError


def add(role: str = "new", play: int = 0) -> AddRoleToPlay:
    return AddRoleToPlay(path="playbooks/site.yml", play=play, role=role)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- hosts: all\n  roles:\n    - a  # one\n", "- hosts: all\n  roles:\n    - a  # one\n    - new\n"),
        ("- hosts: all\n  roles:\n  - a\n", "- hosts: all\n  roles:\n  - a\n  - new\n"),
        ("- hosts: all\n  roles: [a]\n", "- hosts: all\n  roles: [a, new]\n"),
        ("- hosts: all\n  roles: []\n", "- hosts: all\n  roles:\n    - new\n"),
        (
            "- hosts: all\n  roles:\n    - role: a\n      tags: [x]\n    - { role: b }\n",
            "- hosts: all\n  roles:\n    - role: a\n      tags: [x]\n    - { role: b }\n    - role: new\n",
        ),
        (
            "- hosts: all\n  roles:\n    - role: a\n    - b\n",
            "- hosts: all\n  roles:\n    - role: a\n    - b\n    - new\n",
        ),
        ("- name: P\n  hosts: all\n", "- name: P\n  hosts: all\n  roles:\n    - new\n"),
        (
            "- name: P\n  hosts: all\n\n  tasks:\n    - m:\n",
            "- name: P\n  hosts: all\n  roles:\n    - new\n\n  tasks:\n    - m:\n",
        ),
    ],
)
def test_a_role_is_added_once_as_the_others_are(edited, before, after):
    assert edited(before, add()) == after
    assert edited(after, add()) == after


def test_the_play_is_the_one_that_is_meant(edited):
    text = "- import_playbook: a.yml\n- hosts: b\n- hosts: c\n"
    assert edited(text, add(play=1)) == "- import_playbook: a.yml\n- hosts: b\n  roles:\n    - new\n- hosts: c\n"


@pytest.mark.parametrize(
    ("before", "edit"),
    [
        ("- import_playbook: a.yml\n", add()),
        ("- hosts: all\n", add(play=1)),
        ("- hosts: all\n", add(play=-1)),
        ("- hosts: all\n", add("../x")),
        ("- hosts: all\n  roles: '{{ r }}'\n", add()),
        ("a: 1\n", add()),
        (None, add()),
    ],
)
def test_what_is_no_play_is_refused(edited, before, edit):
    with pytest.raises(EditError):
        edited(before, edit)
