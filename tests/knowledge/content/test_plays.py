import pytest

from knowledge.content.plays import is_playbook, read_plays


def test_plays_with_places_roles_and_tasks(parse):
    text = """\
- import_playbook: base.yml
- name: Audio
  hosts: [daw, live]
  become: true
  roles:
    - alsa
    - role: jack
      tags: [x]
    - {name: ns.col.pipewire}
  pre_tasks:
    - ping:
  handlers:
    - name: h
      meta: noop
"""
    first, second = read_plays(parse(text, "site.yml", ""))
    assert (first.index, first.hosts, first.keywords) == (0, "", {"import_playbook": "base.yml"})
    assert (second.index, second.name, second.hosts, second.place.ref) == (1, "Audio", "daw,live", "site.yml:2")
    assert [(role.name, role.place.line, role.place.end_line) for role in second.roles] == [
        ("alsa", 6, 6),
        ("jack", 7, 8),
        ("ns.col.pipewire", 9, 9),
    ]
    assert [role.keywords for role in second.roles] == [{}, {"tags": ["x"]}, {}]
    assert [[task.module for task in section.tasks] for section in second.task_files] == [["ping"], ["meta"]]
    assert [handler.name for handler in second.handlers] == ["h"]
    assert second.keywords == {"become": True}


@pytest.mark.parametrize("name", ["../../etc", "/etc", "a/../../b"])
def test_role_name_that_leads_out_is_a_problem(parse, name):
    file = parse(f"- hosts: all\n  roles:\n    - {name}\n    - good\n", "site.yml", "")
    (play,) = read_plays(file)
    assert [role.name for role in play.roles] == ["good"]
    (problem,) = file.troubles.found
    assert problem.line == 3
    assert "leads out" in problem.message


@pytest.mark.parametrize(
    ("roles", "message"), [("word", "a list of roles"), ("[{tags: x}]", "a role's name"), ("[[a]]", "a role's name")]
)
def test_odd_roles_are_problems(parse, roles, message):
    file = parse(f"- hosts: all\n  roles: {roles}\n")
    assert read_plays(file)[0].roles == ()
    assert message in file.troubles.found[0].message


def test_playbooks_are_told_from_other_lists(parse):
    assert is_playbook(parse("- hosts: all\n"))
    assert is_playbook(parse("- import_playbook: x.yml\n"))
    assert not is_playbook(parse("- copy: {}\n"))
    assert not is_playbook(parse("hosts: all\n"))


def test_item_that_is_no_play_keeps_the_positions(parse):
    file = parse("- word\n- hosts: all\n")
    (play,) = read_plays(file)
    assert play.index == 1
    assert file.troubles.found[0].line == 1
