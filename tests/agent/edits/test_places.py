from __future__ import annotations

import pytest

from agent.edits import places
from agent.errors import EditError

TASKS = [
    "tasks/main.yml",
    "roles/x/tasks/a/b.yaml",
    "ansible/roles/x/handlers/main.yml",
    "site.yml",
    "playbooks/a/b.yml",
]
VARIABLES = [
    "defaults/main.yml", "roles/x/defaults/main.yml", "roles/x/vars/Debian.yml", "group_vars/all", "group_vars/all/a.yml",
    "inventories/prod/host_vars/studio.yml", "host_vars/studio.example.org.yml",
]  # fmt: skip
FILES = ["files/a", "roles/x/files/.bashrc", "roles/x/templates/etc/a.j2"]
NOWHERE = [
    "", "/etc/passwd", "../tasks/main.yml", "roles/../tasks/main.yml", "roles/x/tasks/../../../a.yml", "./tasks/main.yml",
    "tasks//main.yml", "tasks\\main.yml", "tasks/a\0.yml", "tasks/a\n.yml", ".git/tasks/main.yml", "files/.git/config",
    "files/.GIT/config", "files/.git./config", "files/git~1/config", "files/.gitattributes", "files/.gitmodules",
    ".github/workflows/a.yml", ".syncopate.yml", "ansible.cfg", "plugins/files/x.py", "library/x.py", "tasks", "tasks/",
    "action_plugins/roles/x/files/a.py", "plugins/modules/roles/x/tasks/main.yml",
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "allowed"),
    [
        (places.task_file, TASKS),
        (places.variables_file, VARIABLES),
        (places.plain_file, FILES),
        (places.handler_file, ["handlers/main.yml", "roles/x/handlers/main.yml"]),
        (places.playbook, ["site.yml", "playbooks/x.yaml"]),
    ],
)
def test_each_kind_has_its_places(check, allowed):
    for path in allowed:
        check(path)
    for path in {*TASKS, *VARIABLES, *FILES, *NOWHERE} - {*allowed}:
        if not (check is places.playbook and path in TASKS) and check is not places.handler_file:
            with pytest.raises(EditError):
                check(path)


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize(
    "check", [places.task_file, places.handler_file, places.variables_file, places.plain_file, places.playbook]
)
def test_nothing_may_write_there(check, path):
    with pytest.raises(EditError):
        check(path)


def test_a_message_shows_no_control_characters():
    with pytest.raises(EditError) as caught:
        places.task_file("tasks/\x1b[31m.yml")
    assert "\x1b" not in str(caught.value)


def test_a_role_lives_in_roles():
    assert places.role_folder("studio", "") == "roles/studio"
    assert places.role_folder("studio", "ansible/roles/studio") == "ansible/roles/studio"


@pytest.mark.parametrize(
    ("name", "path"),
    [("..", ""), ("a/b", ""), ("Studio", ""), ("a-b", ""), ("", ""), ("a\n", ""), ("1a", ""), ("a", "a"), ("a", "roles/b"),
     ("a", "../roles/a"), ("a", ".hidden/roles/a"), ("a", "plugins/roles/a")],
)  # fmt: skip
def test_what_is_no_role_is_refused(name, path):
    with pytest.raises(EditError):
        places.role_folder(name, path)
