from __future__ import annotations

import pytest

from evals.mutants import jinja

TEMPLATE = "roles/website/templates/server.conf.j2"


@pytest.mark.parametrize(
    ("kind", "task", "gone"),
    [
        (jinja.filter_misspelt, "Write the configuration", "| mandatory }}"),
        (jinja.test_misspelt, "Say what was seen", "is defined"),
        (jinja.template_unclosed, "Make folders", "}}"),
        (jinja.value_unquoted, "Say what was seen", '"{{ web_folder_seen'),
        (jinja.when_with_braces, "Install the server", "when: web_wanted == 'yes'"),
        (jinja.when_with_assignment, "Install the server", "web_wanted == 'yes'"),
    ],
)
def test_what_was_right_is_gone(fault, tree, kind, task, gone) -> None:
    made, text = fault(kind, task)

    assert text.count(gone) == tree.texts[made.path].count(gone) - 1


def test_a_block_is_not_closed(fault) -> None:
    made, text = fault(jinja.block_unclosed, "Copy the page")

    assert made.path == TEMPLATE
    assert "endif" not in text


def test_a_variable_is_misspelt_in_a_template(fault) -> None:
    made, text = fault(jinja.variable_in_template_misspelt, "Copy the page")

    assert made.path == TEMPLATE
    assert "web_greeting" not in text


def test_a_parenthesis_is_not_closed() -> None:
    from random import Random

    from evals.mutants.sites import Tree

    (site,) = Tree("t", {"tasks/main.yml": "- debug:\n    msg: \"{{ x | d('(') }}\"\n  when: a | d(b)\n"}).sites
    made = jinja.parenthesis_unclosed(site, Random(0))

    assert made is not None
    assert made.files["tasks/main.yml"].endswith("when: a | d(b\n")
