from __future__ import annotations

import pytest

from agent.authors.embedded.clauses import split
from agent.authors.embedded.limits import Limit, parse
from agent.domain.edits import AddListItem, SetVariable

AUDIO = "/etc/security/limits.d/audio.conf"


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        (f"set memlock to unlimited for @audio in {AUDIO}", Limit("@audio", "-", "memlock", "unlimited", AUDIO)),
        ("set rtprio to 95 for the audio group", Limit("@audio", "-", "rtprio", "95")),
        ("set the hard nofile limit to 1024 for alice", Limit("alice", "hard", "nofile", "1024")),
        ("set the memlock limit for @audio to unlimited", Limit("@audio", "-", "memlock", "unlimited")),
        ("set realtime priority to 90 for group audio", Limit("@audio", "-", "rtprio", "90")),
        ("set nice to -19 for the user", Limit("", "-", "nice", "-19")),
        ("allow @audio rtprio 95", Limit("@audio", "-", "rtprio", "95")),
        ("give the audio group an rtprio of 95", Limit("@audio", "-", "rtprio", "95")),
        ("limit nproc to 100 for everyone", Limit("*", "-", "nproc", "100")),
        ("make sure memlock is unlimited for @audio", Limit("@audio", "-", "memlock", "unlimited")),
        ("give me unlimited locked memory", Limit("", "-", "memlock", "unlimited")),
        ("the audio group should have unlimited memlock", Limit("@audio", "-", "memlock", "unlimited")),
        ("set memlock to lots for @audio", None),
        ("set memlock to 5 for {{ x }}", None),
        ("set the volume to 11", None),
        ("set memlock to 5 for it", None),
    ],
)
def test_limits(words: str, wish: Limit | None) -> None:
    (clause,) = split(words)
    assert parse(clause) == wish


FILES = {
    "galaxy.yml": "namespace: acme\nname: studio\n",
    "roles/realtime/tasks/main.yml": """
        - pam_limits: {domain: "@audio", limit_type: "-", limit_item: rtprio, value: 95, dest: /etc/security/limits.d/a.conf}
        - copy:
            dest: /etc/security/limits.d/b.conf
            content: |
              @audio   -   nice   -19
        """,
}


def test_a_task_is_written_with_the_file_of_its_like(ask) -> None:
    _, edits = ask("set memlock to unlimited for @audio", FILES)
    assert edits[0].task.args == {
        "dest": "/etc/security/limits.d/a.conf",
        "domain": "@audio",
        "limit_type": "-",
        "limit_item": "memlock",
        "value": "unlimited",
    }


@pytest.mark.parametrize("words", ["set rtprio to 95 for @audio", "set nice to -19 for @audio"])
def test_what_is_so_already(ask, words: str) -> None:
    plan, edits = ask(words, FILES)
    assert not edits
    assert plan.already


LISTED = {
    "galaxy.yml": "namespace: acme\nname: studio\n",
    "roles/realtime/defaults/main.yml": """
        realtime_users: []
        realtime_group: audio
        realtime_limits:
          - item: rtprio
            value: 95
        """,
    "roles/realtime/tasks/main.yml": """
        - template: {src: limits.j2, dest: /etc/security/limits.d/95-realtime.conf}
        """,
}


def test_a_list_of_limits_is_used(ask) -> None:
    path = "roles/realtime/defaults/main.yml"
    assert ask("set rtprio to 95 for @audio", LISTED)[0].already
    assert ask("set memlock to unlimited for @audio", LISTED)[1] == (
        AddListItem(path=path, keys=("realtime_limits",), item={"item": "memlock", "value": "unlimited"}),
    )
    assert ask("set rtprio to 80 for @audio", LISTED)[1] == (
        SetVariable(path=path, name="realtime_limits", value=[{"item": "rtprio", "value": 80}]),
    )
    assert ask("set rtprio to 80 for alice", LISTED)[1][0].kind == "insert_task"


def test_the_file_for_the_user_is_not_named_for_a_template(ask) -> None:
    _, edits = ask("set rtprio to 95 for the user")
    assert edits[-1].task.args["dest"] == "/etc/security/limits.d/user.conf"
    assert edits[-1].task.name.endswith("Set rtprio to 95 for the user")
