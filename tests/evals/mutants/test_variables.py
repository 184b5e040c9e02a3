from __future__ import annotations

from random import Random

from evals.mutants import variables
from evals.mutants.sites import Tree


def test_a_variable_is_misspelt_where_it_is_used(fault) -> None:
    made, text = fault(variables.variable_misspelt, "Install the server")

    right, wrong = made.what.split(" -> ")
    assert wrong in text
    assert right.startswith("web_")


def test_a_loop_variable_is_misspelt(fault) -> None:
    assert "{{ itme.path }}" in fault(variables.loop_variable_misspelt, "Make folders")[1]


def test_a_result_gets_another_name_than_its_use(fault) -> None:
    made, text = fault(variables.register_misspelt, "Look at the folder")

    assert made.what.startswith("register: web_folder_seen -> ")
    assert "register: web_folder_seen\n" not in text
    assert "web_folder_seen.stat.exists" in text


def test_a_default_goes_with_all_its_lines(fault) -> None:
    made, text = fault(variables.default_removed, "Make folders")

    assert made.path == "roles/website/defaults/main.yml"
    assert "web_folders" not in text
    assert "- path" not in text
    assert "web_greeting" in text


def test_guarded_uses_are_left_alone() -> None:
    text = "- name: x\n  debug:\n    msg: \"{{ some_thing | default('') }}\"\n"
    tree = Tree("t", {"tasks/main.yml": text, "defaults/main.yml": "some_thing: 1\n"})

    assert variables.variable_misspelt(tree.sites[0], Random(0)) is None
    assert variables.default_removed(tree.sites[0], Random(0)) is None
