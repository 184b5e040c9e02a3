import pytest

from agent.validators.changes import changes
from agent.validators.names.scope import affected
from agent.validators.names.view import View

OLD = {
    "site.yml": "- hosts: all\n  roles: [one]\n",
    "roles/one/tasks/main.yml": "- command: '{{ one_path }}'\n  notify: Restart it\n",
    "roles/one/tasks/other.yml": "- include_tasks: third.yml\n",
    "roles/one/tasks/third.yml": "- ping:\n",
    "roles/one/defaults/main.yml": "one_path: /x\none_more: 1\n",
    "roles/one/handlers/main.yml": "- name: Restart it\n  command: x\n",
    "roles/two/tasks/main.yml": "- ping:\n",
}


@pytest.mark.parametrize(
    ("change", "further"),
    [
        ({"roles/two/tasks/main.yml": "- command: x\n"}, set()),
        ({"roles/one/defaults/main.yml": "one_path: /y\none_more: 2\none_new: 3\n"}, set()),
        ({"roles/one/defaults/main.yml": "one_more: 1\n"}, {"roles/one/tasks/main.yml"}),
        ({"roles/one/handlers/main.yml": "- name: Other\n  command: x\n"}, {"roles/one/tasks/main.yml"}),
        ({"roles/one/tasks/third.yml": None}, {"roles/one/tasks/other.yml"}),
        (
            {"roles/one/meta/argument_specs.yml": "argument_specs: {main: {options: {x: {required: true}}}}\n"},
            {"site.yml"},
        ),
    ],
)
def test_what_a_change_can_affect(make_subject, change, further):
    subject = make_subject({path: text for path, text in change.items() if text is not None}, base=OLD)
    for path in (path for path, text in change.items() if text is None):
        (subject.after.root / path).unlink()
    before, after = View(subject.before), View(subject.after)

    paths = affected(before, after, changes(subject.before.root, subject.after.root))

    assert change.keys() | further <= paths
    assert "roles/two/tasks/main.yml" not in paths - change.keys()
    if not further:
        assert paths == change.keys()
