"""Which paths are programs, configuration, links."""

from __future__ import annotations

import pytest

from agent.validators.changes import Changes, changes
from agent.validators.policy.files import files


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("roles/audio/tasks/main.yml", []),
        ("plugins/lookup/x.py", ["plugin-changed"]),
        ("roles/library/tasks/main.yml", ["plugin-changed"]),
        ("a/.ansible-lint", ["configuration-changed"]),
        ("roles/audio/files/ansible.cfg", []),
        ("roles/files/ansible.cfg", ["configuration-changed"]),
        (".gitmodules", ["configuration-changed"]),
        (".gitignore", []),
        (".syncopate.yml", ["own-policy-changed"]),
    ],
)
@pytest.mark.parametrize("what", ["added", "altered", "removed"])
def test_paths(make_subject, path, rules, what):
    changed = Changes(**({"added": (), "altered": (), "removed": ()} | {what: (path,)}))

    assert [hit.rule for hit in files(make_subject(), changed)] == rules


def test_a_removed_link_is_no_link(make_subject):
    subject = make_subject()
    (subject.before.root / "x").symlink_to("galaxy.yml")

    assert list(files(subject, changes(subject.before.root, subject.after.root))) == []
