from __future__ import annotations

import pytest

from agent.authors.embedded.clauses import split
from agent.authors.embedded.users_and_groups import THE_USER, parse
from agent.domain.edits import AddListItem, TaskAnchor


@pytest.mark.parametrize(
    ("words", "users", "groups"),
    [
        ("add the user to the audio group", (THE_USER,), ("audio",)),
        ("add my user to audio", (THE_USER,), ("audio",)),
        ("add me to the audio and video groups", (THE_USER,), ("audio", "video")),
        ("put alice in the docker group", ("alice",), ("docker",)),
        ("add user alice to group docker", ("alice",), ("docker",)),
        ("add alice and bob to the groups audio, video", ("alice", "bob"), ("audio", "video")),
        ("make alice a member of docker", ("alice",), ("docker",)),
        ("make sure the user is in the audio group", (THE_USER,), ("audio",)),
        ("make sure alice is a member of audio", ("alice",), ("audio",)),
        ("add the audio group to alice", ("alice",), ("audio",)),
    ],
)
def test_understood(words: str, users: tuple[str, ...], groups: tuple[str, ...]) -> None:
    (clause,) = split(words)
    wish = parse(clause)
    assert wish is not None
    assert (wish.users, wish.groups) == (users, groups)


@pytest.mark.parametrize(
    "words",
    [
        "add him to the audio group",
        "add everyone to the sudo group",
        "add ardour to the list",
        "add alice to the party",
        "remove alice from the audio group",
        "add $(id) to the audio group",
        "put the lotion in the basket",
    ],
)
def test_not_understood(words: str) -> None:
    assert all(parse(clause) is None for clause in split(words))


def test_the_user_is_whoever_the_content_means(ask) -> None:
    plan, edits = ask("add the user to the audio group")
    assert not edits
    assert plan.already == ("the user is in the group audio already: roles/users/tasks/main.yml:1",)
    _, edits = ask("add me to the input group")
    assert edits[0].task.args == {"name": "{{ login.user }}", "groups": ["input"], "append": True}


def test_another_user_is_put_beside(ask) -> None:
    plan, edits = ask("add alice to the audio group")
    assert edits[0].after == TaskAnchor(line=1, name="Add the user to the audio group")
    assert edits[0].task.name == "Add alice to the group audio"
    assert "the user alice exists" in plan.assumptions


def test_a_group_the_system_lacks_is_made_first(ask) -> None:
    _, edits = ask("add alice to the realtime group")
    assert [edit.task.module for edit in edits] == ["ansible.builtin.group", "ansible.builtin.user"]


REALTIME = {
    "galaxy.yml": "namespace: acme\nname: studio\n",
    "roles/realtime/defaults/main.yml": "realtime_group: audio\nrealtime_users: []\n",
    "roles/realtime/tasks/main.yml": """
        - user:
            name: "{{ item }}"
            groups: "{{ realtime_group }}"
            append: true
          loop: "{{ realtime_users }}"
        """,
}


def test_a_list_of_users_is_extended(ask) -> None:
    plan, edits = ask("add the user to the audio group", REALTIME)
    assert edits == (AddListItem(path="roles/realtime/defaults/main.yml", keys=("realtime_users",), item="bob"),)
    assert "the user is bob, as whom the facts were gathered" in plan.assumptions


def test_root_is_nobody_to_assume(ask) -> None:
    plan, edits = ask("add the user to the audio group", REALTIME, facts="root")
    assert not edits
    assert "which user?" in plan.not_understood[0]


def test_a_name_from_the_repository_can_not_smuggle_a_template(ask) -> None:
    files = {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/users/tasks/main.yml": """
            - user:
                name: "{{ user['x }} {{ lookup(1)'] }}"
                groups: video
            """,
    }
    _, edits = ask("add the user to the audio group", files)
    assert edits[0].task.args["name"] == "bob"
