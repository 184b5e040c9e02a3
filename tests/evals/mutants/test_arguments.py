from __future__ import annotations

import pytest

from evals.mutants import arguments

INSTALL, WRITE, COPY = "Install the server", "Write the configuration", "Copy the page"


@pytest.mark.parametrize(
    ("kind", "task", "gone"),
    [
        (arguments.choice_wrong, "Make folders", "state: directory"),
        (arguments.state_of_another_module, "Start", "state: started"),
        (arguments.type_wrong, COPY, "force: true"),
        (arguments.mode_unquoted, COPY, 'page.html\n    force: true\n    mode: "0644"'),
        (arguments.required_missing, COPY, "    dest: /srv/page.html\n"),
        (arguments.key_value_broken, COPY, "copy:\n"),
        (arguments.parameter_as_keyword, COPY, '\n    mode: "0644"\n\n- name: Make'),
        (arguments.keyword_as_parameter, WRITE, "\n  notify:"),
        (arguments.keyword_misspelt, WRITE, "\n  notify:"),
    ],
)
def test_what_was_right_is_gone(fault, tree, kind, task, gone) -> None:
    made, text = fault(kind, task)

    assert gone in tree.texts[made.path]
    assert gone not in text


def test_a_parameter_is_misspelt(fault, tree) -> None:
    made, text = fault(arguments.parameter_misspelt, "Make folders")

    right, wrong = made.what.removeprefix("file: ").split(" -> ")
    assert tree.texts[made.path].replace(f"    {right}:", f"    {wrong}:", text.count(f"    {wrong}:")) != text
    assert f"    {wrong}:" in text


@pytest.mark.parametrize("kind", [arguments.parameter_of_another_module, arguments.exclusive_together])
def test_a_parameter_too_many(fault, tree, kind) -> None:
    made, text = fault(kind, COPY)

    assert len(text.splitlines()) == len(tree.texts[made.path].splitlines()) + 1


def test_what_passes_parameters_on_is_left_alone(tree) -> None:
    site = next(site for site in tree.sites if site.short == "package")

    assert arguments.parameter_of_another_module(site, None) is None
