"""Every template of a file is found, and parsed as Ansible would."""

from __future__ import annotations

import pytest

from agent.validators.policy.jinja import Template, templates
from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources, Text


def parsed(text: str, key: str = "msg", path: str = "tasks/main.yml", tag: str = "") -> list[Template | Hit]:
    return list(templates(Sources(scalars=[Text(path, 1, (key,), text, tag)])))


@pytest.mark.parametrize(
    ("text", "key", "count"),
    [
        ("plain", "msg", 0),
        ("{{ a }}", "msg", 1),
        ("{% do a.append(1) %}{% trans %}a{% endtrans %}", "msg", 1),
        ("a == 1", "when", 1),
        ("a == 1", "msg", 0),
        ("a in '{{ b }}'", "when", 1),
        ("{# a #}", "msg", 1),
    ],
)
def test_templates_are_found(text, key, count):
    found = parsed(text, key)

    assert len(found) == count
    assert all(isinstance(each, Template) for each in found)


@pytest.mark.parametrize("tag", ["!unsafe", "!vault"])
def test_what_ansible_leaves_alone_is_left_alone(tag):
    assert parsed("{{ a", tag=tag) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [("{{ a", "msg"), ("a ==", "when"), ("{{ " + "(" * 9999, "msg"), ("{{ a" + ".a" * 999 + " }}", "msg")],
)
def test_what_does_not_parse_is_a_hit(text, key):
    assert [hit.rule for hit in parsed(text, key) if isinstance(hit, Hit)] == ["jinja-unparsable"]


@pytest.mark.parametrize(
    ("header", "hits"),
    [("#jinja2: lstrip_blocks: True", []), ("#jinja2: block_start_string: '<%'", ["jinja-delimiters"])],
)
def test_other_delimiters_are_a_hit(header, hits):
    found = templates(Sources(files=[Text("templates/a.j2", 1, (), f"{header}\nx")]))

    assert [hit.rule for hit in found if isinstance(hit, Hit)] == hits


def test_a_header_is_read_to_its_end():
    header = "#jinja2: trim_blocks: True,\x0bvariable_start_string: '[['"
    found = list(templates(Sources(files=[Text("files/a", 1, (), f"{header}\n[[ a }}}}")])))

    assert [hit.rule for hit in found if isinstance(hit, Hit)] == ["jinja-delimiters"]
    assert any(isinstance(each, Template) for each in found)


def test_a_header_that_is_none_is_a_hit_in_any_file():
    found = templates(Sources(files=[Text("inventory.ini", 1, (), "#jinja2: no_such: 1\n{{ a }}")]))

    assert [hit.rule for hit in found if isinstance(hit, Hit)] == ["jinja-unparsable"]


def test_a_brace_in_an_inventory_hides_nothing():
    found = list(templates(Sources(files=[Text("inventory.ini", 1, (), "# {{\na x={{ b }}\n")])))

    assert [each.source.line for each in found if isinstance(each, Template)] == [2]
    assert len(found) == 1


def test_trouble_has_the_line_it_is_on():
    (hit,) = templates(Sources(scalars=[Text("tasks/main.yml", 5, ("msg",), "a\n{{ b", last=9)]))

    assert isinstance(hit, Hit)
    assert hit.line == 6


def test_a_template_with_other_delimiters_is_read_with_jinjas_own_too():
    found = list(
        templates(Sources(files=[Text("templates/a.j2", 1, (), "#jinja2: variable_start_string: '[['\n{{ a")]))
    )

    assert [hit.rule for hit in found if isinstance(hit, Hit)] == ["jinja-delimiters", "jinja-unparsable"]
    assert len([each for each in found if isinstance(each, Template)]) == 1
