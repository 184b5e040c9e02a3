import pytest

from agent.validators.names.role_references import role_references


def found(view, change, path="new.yml"):
    return [
        (fault.rule, fault.line, fault.fix, fault.doubt) for fault in role_references(view(change), frozenset({path}))
    ]


def play(roles):
    return {"new.yml": f"- hosts: all\n  roles:\n    - {roles}\n"}


@pytest.mark.parametrize(
    "change",
    [
        play("audio"),
        play("'{{ x }}'"),
        {**play("far"), "playbooks/roles/deep/far/README.md": "x", "roles/far/README.md": "x"},
        {**play("acme.studio.audio"), "collections/ansible_collections/acme/studio/galaxy.yml": "name: studio\n"},
        {"new.yml": "- hosts: all\n  tasks:\n    - include_role: {name: audio, tasks_from: more.yml}\n"},
        {"new.yml": "- hosts: all\n  tasks:\n    - include_role: {name: audio, tasks_from: '{{ x }}', public: true}\n"},
    ],
)
def test_roles_that_are_there(view, change):
    assert not found(view, change)


def test_a_slip_is_refuted_with_its_cure(view):
    assert found(view, play("comon")) == [("role-missing", 3, "Write `common`.", "")]


@pytest.mark.parametrize(
    ("role", "doubt"),
    [
        ("geerlingguy.docker", "Ansible Galaxy"),
        ("acme.studio.audio", "acme.studio is not installed"),
        ("listed", "requirements.yml"),
        ("nowhere", ""),
        ("ansible.posix.nowhere", ""),
    ],
)
def test_why_a_role_may_be_found_after_all(view, role, doubt):
    change = {**play(role), "roles/requirements.yml": "- name: listed\n- name: not_nowhere\n"}

    ((rule, _, _, reason),) = found(view, change)

    assert rule == "role-missing"
    assert doubt in reason
    assert bool(doubt) is bool(reason)


def test_dependencies_are_found_on_their_line(view):
    meta = "roles/lonely/meta/main.yml"

    assert found(view, {meta: "galaxy_info: {}\ndependencies:\n  - audio\n  - nowhere\n"}, meta)[0][:2] == (
        "role-missing",
        4,
    )


@pytest.mark.parametrize(
    ("argument", "rule"),
    [("tasks_from", "tasks-missing"), ("handlers_from", "tasks-missing"), ("vars_from", "file-missing"),
     ("defaults_from", "file-missing")],
)  # fmt: skip
def test_files_of_roles_that_a_call_names(view, argument, rule):
    text = f"- hosts: all\n  tasks:\n    - include_role:\n        name: audio\n        {argument}: nowhere\n"

    assert [it[:2] for it in found(view, {"new.yml": text})] == [(rule, 5)]
