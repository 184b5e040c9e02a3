from __future__ import annotations

import pytest

from agent.authors.embedded.accounts import Accounts, parse
from agent.authors.embedded.clauses import split


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("create a user alice", Accounts("user", ("alice",))),
        ("create a new user called alice", Accounts("user", ("alice",))),
        ("add a user alice in the audio group", Accounts("user", ("alice",), ("audio",))),
        ("create the groups render and realtime", Accounts("group", ("render", "realtime"))),
        ("make sure the group realtime exists", Accounts("group", ("realtime",))),
        ("create a user", None),
        ("create a group", None),
        ("create the user me", None),
        ("create a group x in the group y", None),
    ],
)
def test_accounts(words: str, wish: Accounts | None) -> None:
    (clause,) = split(words)
    assert parse(clause) == wish


def test_a_user_with_groups(ask) -> None:
    _, edits = ask("create a user alice in the docker group")
    assert [edit.task.module for edit in edits] == ["ansible.builtin.group", "ansible.builtin.user"]
    assert edits[1].task.args == {"name": "alice", "state": "present", "groups": ["docker"], "append": True}
    assert edits[1].path == "roles/users/tasks/main.yml"


def test_a_group_that_is_made_already(ask) -> None:
    files = {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/docker/tasks/main.yml": "- group:\n    name: docker\n",
    }
    plan, edits = ask("create the group docker", files)
    assert not edits
    assert plan.already == ("the group docker exists already: roles/docker/tasks/main.yml:1",)


def test_a_name_of_ones_own_is_not_looked_for_in_documentation(ask) -> None:
    files = {
        "galaxy.yml": "namespace: a\nname: b\n",
        "roles/obs-studio/tasks/main.yml": "- debug:\n    msg: x\n",
        "roles/user/tasks/main.yml": "- user:\n    name: alice\n",
    }
    assert ask("create a group called studio", files)[1][0].path == "roles/user/tasks/main.yml"
