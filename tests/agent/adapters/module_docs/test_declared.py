"""What a module's code declares is read where it is literal, and only there."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.adapters.module_docs.declared import Declared, declared


def read(source: str) -> Declared:
    return declared(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "AnsibleModule(argument_spec=dict(a=dict(aliases=['b']), c={'required': True}))",
        "AnsibleModule(argument_spec={'a': {'aliases': ['b']}, 'c': dict(required=True)})",
        "spec = dict(a=dict(aliases=['b']))\nspec.update(c=dict(required=True))\nAnsibleModule(argument_spec=spec)",
        "MORE = dict(c=dict(required=True))\nAnsibleModule(argument_spec=dict(MORE, a=dict(aliases=['b'])))",
        "MORE = dict(c=dict(required=True))\nAnsibleModule(argument_spec=dict(a=dict(aliases=['b']), **MORE))",
        "MORE = dict(c=dict(required=True))\nAnsibleModule(argument_spec={**MORE, 'a': dict(aliases=['b'])})",
        "AnsibleModule(argument_spec=with_common(a=dict(aliases=['b']), c=dict(required=True)))",
        "class Thing(ModuleHelper):\n  module = dict(argument_spec=dict(a=dict(aliases=['b']), c=dict(required=True)))",
        "class A:\n  def run(self):\n    self.validate_argument_spec(argument_spec={'a': {'aliases': ['b']}, 'c': {'required': True}})",
    ],
)
def test_options_are_read_in_all_their_spellings(source):
    assert read(source).options == {"a": {"aliases": ["b"]}, "c": {"required": True}}


def test_constraints_are_read_where_they_are_literal():
    found = read(
        "PAIR = ['a', 'b']\n"
        "AnsibleModule(argument_spec=dict(), mutually_exclusive=[PAIR, [x for x in y], ('c', 'd')] + [['e', 'f']],\n"
        "  required_together=T, required_one_of=[['a', 'b']], required_by={'a': ['b'], 'c': 'd', 'e': f()},\n"
        "  required_if=[('state', 'on', ['a'], True), ('x', 1, PAIR), ('y', f(), ['a']), 3, ('z', b'1', ['a'])])\n"
    ).constraints

    assert found.mutually_exclusive == (("a", "b"), ("c", "d"), ("e", "f"))
    assert found.required_together == ()
    assert found.required_one_of == (("a", "b"),)
    assert found.required_by == {"a": ("b",), "c": ("d",)}
    assert [(it.parameter, it.value, it.needed, it.any_of) for it in found.required_if] == [
        ("state", "on", ("a",), True),
        ("x", 1, ("a", "b"), False),
    ]


def test_suboptions_have_constraints_of_their_own():
    inner = "dict(type='list', options=dict(b=dict(), c=dict()), required_together=[['b', 'c']])"
    found = read(f"AnsibleModule(argument_spec=dict(a={inner}))").inner["a"]

    assert set(found.options) == {"b", "c"}
    assert found.constraints.required_together == (("b", "c"),)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "AnsibleModule(argument_spec=spec())",
        "AnsibleModule(argument_spec=a.spec(b=dict()))",
        "AnsibleModule(argument_spec=dict(a=dict()))\nAnsibleModule(argument_spec=dict(b=dict()))",
        "spec = dict(a=dict())\nspec = dict(b=dict())\nAnsibleModule(argument_spec=spec)",
        "spec = dict(spec)\nAnsibleModule(argument_spec=spec)",
    ],
)
def test_what_is_not_literal_or_not_single_is_not_guessed(source):
    assert not read(source).options


@given(st.text(alphabet="abdict=()[]{}'*,. \nAnsibleModule_spc", max_size=60))
def test_any_source_that_parses_is_read(text):
    try:
        tree = ast.parse(f"AnsibleModule(argument_spec={text})")
    except (SyntaxError, ValueError):
        return
    declared(tree)
