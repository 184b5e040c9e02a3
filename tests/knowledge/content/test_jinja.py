from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.content.jinja import JinjaTrouble, is_template, lookups, names, own_names, parse, templates


def plugins(text, *, expression=False):
    return [found.plugin for found in lookups(parse(text, expression=expression))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ lookup('pipe', 'id') }}", ["pipe"]),
        ("{{ query('ansible.builtin.file', x) }}{% if q('env', 'A') %}{% endif %}", ["ansible.builtin.file", "env"]),
        ("{{ lookup(name, 'id') }}", [None]),
        ("{{ lookup('pi' ~ 'pe', 'id') }}", [None]),
        ("{% set l = lookup %}{{ l('pipe', 'id') }}", [None]),
        ("{{ [lookup] | first }}", [None]),
        ("{{ x | default('{{ lookup(\"pipe\", 1) }}') }}", ["pipe"]),
        ("{% for q in queues %}{{ q.name }}{% endfor %}", [None]),  # a variable of that name counts too
        ("{% for lookup in [] %}{% endfor %}", []),
        ("{% for q in [] %}{% endfor %}{{ q('pipe', 'id') }}", ["pipe"]),
        ("#jinja2: variable_start_string:'[[', variable_end_string:']]'\n[[ lookup('pipe', 'id') ]]", ["pipe"]),
        ("{{ '#jinja2: variable_start_string:\"[[\"\\n[[ lookup(1) }}' }}", [None]),
        ("{{ a ~ '#jinja2: {{ lookup(1) }}' }}", [None]),
        ("{% trans x=lookup('env', 'A') %}{{ x }}{% endtrans %}", ["env"]),
        ("#jinja2: trim_blocks:False, lstrip_blocks:True\n{{ lookup('env', 'A') }}", ["env"]),
        ("{% raw %}{{ lookup('pipe', 'id') }}{% endraw %}", []),
        ("{# {{ lookup('pipe', 'id') }} #}", []),
        ("{{ x | unknown_filter is unknown_test }}{% do y.append(lookup('env', 'A')) %}", ["env"]),
        ("{{ " + "+".join(["a"] * 3000) + " + lookup('env', 'A') }}", ["env"]),
    ],
)
def test_lookups_in_templates(text, expected):
    assert plugins(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lookup('pipe', 'id') == 'x'", ["pipe"]),
        ("'{{ x }}' == lookup('pipe', 'id')", ["pipe"]),
        ("{{ lookup('pipe', 'id') }} and", ["pipe"]),
        ("x is defined", []),
    ],
)
def test_lookups_in_expressions(text, expected):
    assert plugins(text, expression=True) == expected


def test_a_lookups_parts():
    (found,) = lookups(parse("x\n{{ lookup('first_found', ['a', b], y, *z, errors='ignore', **k) }}"))
    assert (found.function, found.terms, found.options, found.line) == (
        "lookup",
        (["a", None], None, None),
        ("errors", "**"),
        2,
    )


def test_the_header_does_not_shift_lines():
    text = "#jinja2: variable_start_string:'[['\na\n[[ lookup('env', 'A') }}"
    assert [found.line for found in lookups(parse(text))] == [3]


def test_templates_in_string_constants_are_templates():
    assert len(list(templates(parse("{{ '{{ a }}' ~ '{{' ~ \"{{ '{{ b }}' }}\" }}")))) == 4


def test_names_are_the_variables_read():
    text = (
        "{% set own = a %}{{ own.x }}{% for i in b %}{{ i }}{{ loop.index }}{% endfor %}{{ lookup('env', c) | d(e) }}"
    )
    assert names(parse(text)) == {"a", "b", "c", "e"}
    assert names(parse("a is defined and b.c == 'x'", expression=True)) == {"a", "b"}


@pytest.mark.parametrize("text", ["{{ 'a' * 10 ** 12 }}", "{{ 'a' | center(10 ** 12) }}", "{{ 9 ** 9 ** 9 ** 9 }}"])
def test_nothing_is_computed(text):
    assert names(parse(text)) == frozenset()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n{{ b", 2),
        ("{% if %}", 1),
        ("{{ " + "(" * 5000, 1),
        ("#jinja2: no_such:1\n", 1),
        ("#jinja2: trim_blocks:open('x')\n", 1),
        ("#jinja2: trim_blocks:[]\n", 1),
        ("#jinja2: trim_blocks:True", 1),
        ("#jinja2: block_start_string:'{{'\n", 1),
    ],
)
def test_what_does_not_parse_is_trouble(text, line):
    with pytest.raises(JinjaTrouble) as caught:
        parse(text)
    assert caught.value.line == line


def test_templates_are_recognised():
    assert is_template("a {{ b }}")
    assert is_template("{% if x %}")
    assert is_template("{# x #}")
    assert is_template("#jinja2: trim_blocks:True\nx")
    assert not is_template("a { b }")


def test_own_names_leave_out_what_only_some_places_render():
    tree = parse("{{ a | default('{{ b }}') }}{% set c = 1 %}{{ c }}{{ lookup('vars', d) }}")
    assert own_names(tree) == {"a", "d"}
    assert names(tree) == {"a", "b", "d"}


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in b %}{{ a | ansibles_own_filter }}{% endfor %}",
        "{% macro m(a) %}{{ a is ansibles_own_test }}{% endmacro %}{{ b }}",
        "{% set a = b | ns.col.filter(c=1) %}{{ a }}",
    ],
)
def test_scopes_are_seen_through_filters_and_tests_of_ansible(text):
    assert names(parse(text)) == own_names(parse(text)) == {"b"}


FRAGMENTS = st.sampled_from(
    ["{{", "}}", "{%", "%}", " lookup(", "'pipe'", ")", "x", "|", "[", "]", "#jinja2:", "\n", "if"]
)


@given(st.lists(FRAGMENTS).map("".join), st.booleans())
def test_any_text_parses_or_is_trouble(text, expression):
    with suppress(JinjaTrouble):
        tree = parse(text, expression=expression)
        lookups(tree)
        names(tree)
