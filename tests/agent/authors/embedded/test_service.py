from __future__ import annotations

import pytest

from agent.authors.embedded.clauses import split
from agent.authors.embedded.service import parse

ON, OFF = ("enabled", True), ("enabled", False)
UP, DOWN = ("state", "started"), ("state", "stopped")


@pytest.mark.parametrize(
    ("words", "said", "args"),
    [
        ("enable sshd", ["sshd"], (ON,)),
        ("enable the bluetooth service", ["bluetooth"], (ON,)),
        ("enable bluetooth at boot", ["bluetooth"], (ON,)),
        ("enable and start sshd", ["sshd"], (ON, UP)),
        ("disable and stop the cups service", ["cups"], (OFF, DOWN)),
        ("start sshd at boot", ["sshd"], (ON,)),
        ("stop cups.service", ["cups.service"], (DOWN,)),
        ("enable the fstrim timer", ["fstrim.timer"], (ON,)),
        ("enable the bluetooth and cups services", ["bluetooth", "cups"], (ON,)),
        ("make sure sshd is enabled", ["sshd"], (ON,)),
        ("make sure sshd is enabled and running", ["sshd"], (ON, UP)),
        ("ensure the ssh server starts at boot", ["ssh"], (ON,)),
        ("I want bluetooth to be disabled", ["bluetooth"], (OFF,)),
        ("I'd like sshd enabled at boot", ["sshd"], (ON,)),
    ],
)
def test_understood(words: str, said: list[str], args: tuple[tuple[str, object], ...]) -> None:
    (clause,) = split(words)
    wish = parse(clause)
    assert wish is not None
    assert [one.name for one in wish.said] == said or [one.name for one in wish.said] == [f"{said[0]} server"]
    assert wish.args == args


@pytest.mark.parametrize(
    "words", ["enable it", "enable no service", "enable and disable sshd", "restart sshd", "start", "sshd is enabled"]
)
def test_not_understood(words: str) -> None:
    assert all(parse(clause) is None for clause in split(words))


def test_a_word_alone_is_no_service(ask) -> None:
    plan, edits = ask("disable the policy")
    assert not edits
    assert "is policy a service?" in plan.not_understood[0]


def test_a_service_the_content_manages_needs_no_such_word(ask) -> None:
    plan, _ = ask("enable rtkit-daemon")
    assert plan.already == ("rtkit-daemon is enabled already: roles/audio/tasks/main.yml:6",)


def test_the_role_that_manages_it_is_chosen(ask) -> None:
    _, edits = ask("start rtkit-daemon")
    assert edits[0].path == "roles/audio/tasks/main.yml"
    assert edits[0].task.args == {"name": "rtkit-daemon", "state": "started"}


def test_the_unit_is_named_for_the_distribution(ask) -> None:
    assert ask("enable sshd")[1][-1].task.args["name"] == "ssh"
    assert ask("enable sshd", facts="arch")[1][-1].task.args["name"] == "sshd"


def test_what_is_managed_the_other_way_is_refused(ask) -> None:
    plan, edits = ask("disable rtkit-daemon")
    assert not edits
    assert "roles/audio/tasks/main.yml:6 enables it; change that first" in plan.not_understood[0]


def test_a_user_service_or_one_that_waits_for_the_run_is_not_so_already(ask) -> None:
    files = {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/ssh/tasks/main.yml": """
            - service: {name: sshd, enabled: true}
              when: config.changed
            - systemd: {name: sshd, enabled: true, scope: user}
            """,
    }
    plan, edits = ask("enable sshd", files)
    assert not plan.already
    assert [edit.path for edit in edits] == ["roles/ssh/tasks/main.yml"]


def test_a_task_that_may_do_otherwise_is_told(ask) -> None:
    tasks = "- service:\n    name: chrony\n    enabled: false\n    state: stopped\n  when: other is defined\n"
    plan, edits = ask("enable chrony", {"galaxy.yml": "namespace: a\nname: b\n", "roles/time/tasks/main.yml": tasks})
    assert edits
    assert plan.assumptions == (
        "roles/time/tasks/main.yml:1 disables and stops it where its condition holds, which only the run can tell",
    )


def test_a_file_of_its_own_in_the_role_is_used(ask) -> None:
    files = {
        "galaxy.yml": "namespace: a\nname: b\n",
        "roles/tuning/tasks/main.yml": "- import_tasks: rtkit.yml\n",
        "roles/tuning/tasks/rtkit.yml": "- name: Configure rtkit\n  debug:\n    msg: x\n",
    }
    assert ask("enable rtkit", files)[1][0].path == "roles/tuning/tasks/rtkit.yml"
