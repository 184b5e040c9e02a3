from __future__ import annotations

import pytest

from agent.authors.embedded.clauses import split
from agent.authors.embedded.sysctl import Sysctl, parse
from agent.domain.edits import SetVariable


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("set vm.swappiness to 10", Sysctl("vm.swappiness", "10")),
        ("set the sysctl vm.swappiness = 10", Sysctl("vm.swappiness", "10")),
        ("make sure vm.swappiness is 10", Sysctl("vm.swappiness", "10")),
        ("I want fs.inotify.max_user_watches set to 524288", Sysctl("fs.inotify.max_user_watches", "524288")),
        ("I want fs.inotify.max_user_watches to be 524288", Sysctl("fs.inotify.max_user_watches", "524288")),
        ("set net.ipv4.tcp_rmem to 4096 87380 6291456", Sysctl("net.ipv4.tcp_rmem", "4096 87380 6291456")),
        ("set vm.swappiness to it", None),
        ("set vm.swappiness to {{ x }}", None),
        ("set foo.bar to 1", None),
        ("set vm to 1", None),
    ],
)
def test_parameters(words: str, wish: Sysctl | None) -> None:
    (clause,) = split(words)
    assert parse(clause) == wish


def _files(task: str, defaults: str = "{}\n") -> dict[str, str]:
    return {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/tuning/defaults/main.yml": defaults,
        "roles/tuning/tasks/main.yml": task,
    }


def test_a_task_is_written(ask) -> None:
    _, edits = ask("set vm.swappiness to 10", _files("- copy: {src: a, dest: /etc/sysctl.d/50-a.conf}\n"))
    assert edits[0].task.module == "ansible.posix.sysctl"
    assert edits[0].task.args == {
        "name": "vm.swappiness",
        "value": "10",
        "sysctl_file": "/etc/sysctl.d/99-tuning.conf",
        "state": "present",
    }


def test_the_same_value_is_so_already_and_another_is_refused(ask) -> None:
    files = _files("- ansible.posix.sysctl: {name: vm.swappiness, value: 10}\n")
    assert ask("set vm.swappiness to 10", files)[0].already
    plan, edits = ask("set vm.swappiness to 20", files)
    assert not edits
    assert "another value" in plan.not_understood[0]


def test_a_mapping_of_parameters_is_used(ask) -> None:
    files = _files("- template: {src: a, dest: /etc/sysctl.d/95.conf}\n", "tuning_sysctl:\n  vm.swappiness: 10\n")
    assert ask("set vm.swappiness to 10", files)[0].already
    assert ask("set vm.swappiness to 20", files)[1] == (
        SetVariable(path="roles/tuning/defaults/main.yml", name="tuning_sysctl", value={"vm.swappiness": 20}),
    )


SHIPPED = {
    "galaxy.yml": "namespace: a\nname: b\n",
    "roles/tuning/files/s.conf": "# memory\nvm.swappiness = 30\n",
    "roles/tuning/tasks/main.yml": "- copy:\n    src: s.conf\n    dest: /etc/sysctl.d/{}.conf\n",
}


def _shipped_as(name: str) -> dict[str, str]:
    return {path: text.format(name) for path, text in SHIPPED.items()}


def test_a_file_of_the_role_that_is_read_earlier_is_told(ask) -> None:
    plan, edits = ask("set vm.swappiness to 10", _shipped_as("50-memory"))
    assert edits[0].task.args["sysctl_file"] == "/etc/sysctl.d/99-tuning.conf"
    assert "roles/tuning/files/s.conf:2 sets it to 30 too; /etc/sysctl.d/99-tuning.conf is read later and wins" in (
        plan.assumptions
    )


def test_a_file_of_the_role_that_would_win_is_not_fought(ask) -> None:
    plan, edits = ask("set vm.swappiness to 10", _shipped_as("99-zz"))
    assert not edits
    assert "roles/tuning/files/s.conf:2 sets it to 30" in plan.not_understood[0]


def test_a_file_of_the_role_may_have_it_so_already(ask) -> None:
    plan, _ = ask("set vm.swappiness to 30", _shipped_as("99-zz"))
    assert plan.already == ("vm.swappiness is 30 already: roles/tuning/files/s.conf:2",)
