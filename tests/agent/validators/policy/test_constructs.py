"""Equal trees have equal names, and different ones don't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from agent.validators.policy.constructs import Constructs
from knowledge.content.jinja import parse, walk

TEXT = st.lists(st.sampled_from(["a", "b", "1", "'a'", "[a]", "(a, b)", "f(a)", "f(x=a)", "a.b", "a|b", "true"]))


@given(st.tuples(TEXT, TEXT))
def test_a_construct_is_its_tree(parts):
    one, other = (parse("{{ [" + ", ".join(part) + "] }}") for part in parts)

    assert (Constructs().of(one) == Constructs().of(other)) == (repr(one) == repr(other))


def test_lines_do_not_count():
    assert Constructs().of(parse("{{ a }}").body[0]) == Constructs().of(parse("{%if a%}\n{%endif%}{{ a }}").body[1])


@pytest.mark.parametrize("text", ["{{ a" + "~ a" * 20_000 + " }}", "{{ 0x" + "f" * 5_000 + " }}"])
def test_no_tree_is_too_deep_and_no_number_too_long(text):
    assert Constructs().of(parse(text)) == Constructs().of(parse(text)) != Constructs().of(parse("{{ a }}"))


def test_every_node_is_looked_at_once():
    constructs = Constructs()
    chain = [node for node in walk(parse("{{ a" + ".a" * 20_000 + " }}")) if isinstance(node, nodes.Getattr)]

    assert len({constructs.of(node) for node in chain}) == 20_000
