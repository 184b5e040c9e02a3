"""A tree is shown without what would change the tools."""

from __future__ import annotations

import pytest

from agent.ports import Command
from agent.validators.workspace import PROBES, PROBES_INSIDE, side_by_side, visible, workspace
from knowledge.content.reader import read

HIDDEN = [
    "ansible.cfg",
    ".ansible-lint",
    ".ansible-lint-ignore",
    ".yamllint",
    ".config/ansible-lint.yml",
    ".git/config",
    "plugins/callback/x.py",
    "plugins/filter/x.py",
    "roles/audio/filter_plugins/x.py",
    "roles/audio/action_plugins/x.py",
    "playbooks/callback_plugins/x.py",
    "roles/files/lookup_plugins/x.py",
]
SHOWN = [
    "plugins/modules/x.py",
    "plugins/module_utils/x.py",
    "roles/audio/library/x.py",
    "roles/audio/files/.config/ansible.cfg",
]


def test_a_clean_tree_is_one_bind(make_subject):
    root = make_subject().after.root

    assert list(visible(root, "/x")) == [(root, "/x")]


def test_configuration_and_controller_plugins_are_hidden(make_subject, sandbox):
    subject = make_subject(dict.fromkeys([*HIDDEN, *SHOWN], "a: 1\n"))
    shown = workspace(subject.after)
    paths = [shown.inside(path) for path in [*HIDDEN, *SHOWN]]
    done = sandbox.run(
        Command(
            argv=("sh", "-c", 'for f; do test -e "$f" && echo "$f"; done; true', "sh", *paths),
            read_only=shown.read_only,
        )
    )

    assert set(done.stdout.decode().split()) == {shown.inside(path) for path in SHOWN}


def test_links_are_shown_only_when_they_stay_inside(make_subject, tmp_path):
    root = make_subject({"ansible.cfg": ""}).after.root
    (tmp_path / "secret").write_text("")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "in").symlink_to("galaxy.yml")
    (root / "nowhere").symlink_to("gone")

    names = {inside for _, inside in visible(root, "/x")}

    assert "/x/in" in names
    assert names.isdisjoint({"/x/out", "/x/nowhere"})


@pytest.mark.parametrize(
    ("files", "root", "variable", "path"),
    [
        (
            {"galaxy.yml": "namespace: a\nname: b\n"},
            "/collections/ansible_collections/a/b",
            "COLLECTIONS",
            "/collections",
        ),
        ({"tasks/main.yml": "[]", "meta/main.yml": "galaxy_info: {role_name: a}"}, "/roles/a", "ROLES", "/roles"),
        ({"roles/a/tasks/main.yml": "[]"}, "/repository", "ROLES", "/repository/roles"),
        ({"galaxy.yml": "namespace: a/..\nname: b+c d\n"}, "/collections/ansible_collections/a/b", "COLLECTIONS", ""),
    ],
)
def test_each_kind_stands_where_ansible_looks(tmp_path, files, root, variable, path):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    shown = workspace(read(tmp_path))

    assert shown.root.startswith(root) or not path
    assert ".." not in shown.root
    assert " " not in shown.root
    assert path in shown.env[f"ANSIBLE_{variable}_PATH"]
    assert shown.read_only[PROBES] == PROBES_INSIDE
    assert shown.read_only[tmp_path] == shown.root


def test_two_trees_stand_under_the_same_path_in_turn(make_subject):
    subject = make_subject()
    binds, root, env = side_by_side(subject.before, subject.after)

    assert binds[subject.before.root] == f"/before/{root}"
    assert binds[subject.after.root] == f"/after/{root}"
    assert env["ANSIBLE_COLLECTIONS_PATH"] == "/work/tree/collections"
