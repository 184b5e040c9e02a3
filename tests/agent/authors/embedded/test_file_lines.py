from __future__ import annotations

import pytest

from agent.authors.embedded.clauses import split
from agent.authors.embedded.file_lines import FileLine, is_plain_path, parse

ALSA = "/etc/modprobe.d/alsa.conf"


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        (f'add the line "options snd nrpacks=1" to {ALSA}', FileLine("options snd nrpacks=1", ALSA, "present")),
        (f"add the line options snd nrpacks=1 to {ALSA}", FileLine("options snd nrpacks=1", ALSA, "present")),
        (f"append 'a, b and c' to the file {ALSA}", FileLine("a, b and c", ALSA, "present")),
        (f"make sure the line x=1 is in {ALSA}", FileLine("x=1", ALSA, "present")),
        (f"make sure {ALSA} contains the line x=1", FileLine("x=1", ALSA, "present")),
        (f"remove the line x=1 from {ALSA}", FileLine("x=1", ALSA, "absent")),
        (
            'add the line KERNEL=="rtc0", GROUP="audio" to /etc/udev/rules.d/40-timer.rules',
            FileLine('KERNEL=="rtc0", GROUP="audio"', "/etc/udev/rules.d/40-timer.rules", "present"),
        ),
        ("add noatime to /etc/fstab", None),
        ("add the line x to etc/motd", None),
        ("add the line x to /etc/../etc/shadow", None),
        ("add the line x to /", None),
        (f'add the line " " to {ALSA}', None),
    ],
)
def test_lines(words: str, wish: FileLine | None) -> None:
    (clause,) = split(words)
    assert parse(clause) == wish


def test_paths_are_absolute_and_normal() -> None:
    assert is_plain_path("/etc/motd")
    assert not any(map(is_plain_path, ("etc/motd", "/etc//motd", "//etc/motd", "/etc/../motd", "/")))


def test_beside_what_writes_the_same_file_with_its_handler(ask) -> None:
    plan, edits = ask("add the line X11Forwarding no to /etc/ssh/sshd_config")
    assert (edits[0].path, edits[0].after.line) == ("roles/base/tasks/main.yml", 4)
    assert edits[0].task.args == {"path": "/etc/ssh/sshd_config", "line": "X11Forwarding no", "state": "present"}
    assert edits[0].task.keywords["notify"] == "Restart ssh"
    assert plan.steps[0].handlers == ("Restart ssh",)


def test_a_line_that_is_there_already(ask) -> None:
    plan, edits = ask('add the line "PermitRootLogin  no" to /etc/ssh/sshd_config')
    assert not edits
    assert plan.already


def test_drop_in_files_are_created_and_sudoers_is_checked(ask) -> None:
    _, edits = ask(f"add the line x to {ALSA}")
    assert (edits[-1].task.args if hasattr(edits[-1], "task") else edits[1].task.args)["mode"] == "0644"
    _, edits = ask("add the line %audio ALL=(ALL) ALL to /etc/sudoers.d/audio")
    task = next(edit.task for edit in edits if hasattr(edit, "task"))
    assert (task.args["mode"], task.args["validate"]) == ("0440", "/usr/sbin/visudo -cf %s")


def test_a_file_that_a_template_writes_takes_no_line(ask) -> None:
    files = {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/ssh/tasks/main.yml": "- template: {src: a.j2, dest: /etc/ssh/sshd_config}\n",
    }
    plan, edits = ask("add the line X11Forwarding no to /etc/ssh/sshd_config", files)
    assert not edits
    assert "roles/ssh/tasks/main.yml:1 writes the whole file" in plan.not_understood[0]
    plan, edits = ask("set rtprio to 5 for @audio in /etc/ssh/sshd_config", files)
    assert "writes the whole file" in plan.not_understood[0]


@pytest.mark.parametrize("line", ["{{ lookup('pipe', 'id') }}", "{% if x %}", "{# x #}"])
def test_templates_are_refused(ask, line: str) -> None:
    plan, edits = ask(f'add the line "{line}" to /etc/motd')
    assert not edits
    assert "Jinja" in plan.not_understood[0]


def test_a_whole_file_at_a_destination_that_a_variable_names_is_not_fought(ask) -> None:
    files = {
        "galaxy.yml": "namespace: a\nname: b\n",
        "roles/time/defaults/main.yml": "conf: /etc/chrony/chrony.conf\n",
        "roles/time/templates/chrony.conf.j2": "x\n",
    }
    for dest, path in (("{{ conf }}", "/etc/chrony/chrony.conf"), ("{{ unknown }}", "/etc/chrony.conf")):
        tasks = f"- template:\n    src: chrony.conf.j2\n    dest: '{dest}'\n"
        plan, edits = ask(f'add "makestep 1.0 3" to {path}', files | {"roles/time/tasks/main.yml": tasks})
        assert not edits
        assert "roles/time/tasks/main.yml:1 writes the whole file" in plan.not_understood[0]


def test_a_name_that_tells_nothing_decides_nothing(ask) -> None:
    files = {
        "galaxy.yml": "namespace: a\nname: b\n",
        "roles/x11/tasks/main.yml": "- name: Set modules\n  debug:\n    msg: x\n",
        "roles/alsa/tasks/main.yml": "- name: Set snd options\n  debug:\n    msg: x\n",
    }
    assert ask('add the line "snd-aloop" to /etc/modules', files)[1][0].path == "roles/alsa/tasks/main.yml"
