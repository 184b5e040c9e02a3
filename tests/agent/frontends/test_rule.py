"""Rules, explained."""

from __future__ import annotations

import json

import pytest

from agent.errors import UsageError
from agent.frontends.rule import PAGES, page_of, rule
from agent.validators.rulebook import RULES


@pytest.mark.parametrize("name", RULES)
def test_each_rule_has_a_page_with_examples(name: str) -> None:
    page = page_of(name)
    assert page.startswith(f"# {name}\n")
    assert page.index("\n## Wrong\n\n```") < page.index("\n## Right\n\n```")
    assert all(len(line) <= 100 for line in page.splitlines())


def test_one_is_shown_as_it_is_written(settings, capsys) -> None:
    assert rule(settings, "shell", as_json=False) == 0
    assert capsys.readouterr().out == (PAGES / "shell.md").read_text()
    rule(settings, "shell", as_json=True)
    assert json.loads(capsys.readouterr().out)["name"] == "shell"


def test_all_are_listed(settings, capsys) -> None:
    assert rule(settings, "", as_json=False) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in RULES)
    assert all(len(line) <= 80 for line in out.splitlines())
    rule(settings, "", as_json=True)
    assert {it["name"] for it in json.loads(capsys.readouterr().out)} == set(RULES)


@pytest.mark.parametrize(("name", "hint"), [("shel", "did you mean shell?"), ("../x", "lists all")])
def test_a_rule_that_there_is_not(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        page_of(name)
    assert hint in caught.value.hint
