import pytest

from knowledge.content.model import Place


def test_everyone_sees_groups_hosts_and_inventories(view):
    assert {"admin_user", "admin_secret", "desk_lamp", "lamp_watts", "studio_floor"} <= view().shared


def test_anywhere_is_the_sum_of_all(view):
    it = view()

    assert it.everywhere.knows("lonely_pong")
    assert not it.known(it.homes["role audio"]).knows("lonely_pong")
    assert it.own(it.homes["role audio"]).knows("audio_rate")


def test_collections_that_the_tree_holds(view):
    it = view({"collections/ansible_collections/acme/studio/galaxy.yml": "x: 1\n"})

    assert it.role("acme.studio.audio") is it.content.roles["audio"]
    assert it.role("acme.other.audio") is None
    assert it.without_collection("acme.studio.filter") == "filter"


@pytest.mark.parametrize(
    ("path", "there"),
    [("site.yml", True), ("roles/../site.yml", True), ("roles/audio", True), ("none.yml", False), ("../else.yml", True),
     ("a\0b", False), ("x" * 5000, False)],
)  # fmt: skip
def test_what_is_there_or_out_of_sight(view, path, there):
    assert view().exists(path) is there


def test_lines_of_words(view):
    it = view({"x.yml": "- hosts: all\n  vars:\n    a_b: 1\n    b: 2\n"})

    assert it.line_of(Place("x.yml", 1, 4), "b") == 4
    assert it.line_of(Place("x.yml", 2, 4), "nothing") == 2
    assert it.line_in_file("x.yml", "a_b") == 3
    assert it.line_in_file("none.yml", "a") == 1


def test_files_of_variables_that_can_not_be_read_are_doubts_for_those_they_concern(view):
    it = view({"roles/audio/vars/bad.yml": "a: [\n", "group_vars/bad.yml": "- a\n"})

    assert sorted(it.doubts(it.homes["role common"])) == [
        "group_vars/bad.yml can't be read",
        "roles/audio/vars/bad.yml can't be read",
    ]
    assert list(it.doubts(it.homes["role lonely"])) == ["group_vars/bad.yml can't be read"]
