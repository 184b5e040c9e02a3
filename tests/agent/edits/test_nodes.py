from __future__ import annotations

import pytest

from agent.edits.nodes import Opaque, parse, same, shape_of, value_of
from agent.errors import EditError


def root(text: str):
    return parse(text, "f.yml").stream.children[0]


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("a: b  # why\n# tail\n", "a: b"),
        ("a:\n  - x\n\n# tail\n", "a:\n  - x"),
        ("a: |\n  x\n\n\n# tail\n", "a: |\n  x"),
        ("a: |+\n  x\n\n", "a: |+\n  x\n"),
        ("a: |\r\n  x\r\n\r\n", "a: |\r\n  x"),
        ("a: [x,\n  y]  # why\n", "a: [x,\n  y]"),
        ("a: é😀\n", "a: é😀"),
    ],
)
def test_a_node_ends_where_its_last_character_does(text, visible):
    node = root(text)
    assert text[node.start : node.end] == visible


def test_quoting_and_layout_do_not_matter_to_the_shape():
    assert root("a: 'x'\nb: [1, ~]\n").shape == root('"a": x\nb:\n- 1\n-\n').shape


@pytest.mark.parametrize(("one", "other"), [("a: 1", 'a: "1"'), ("a: &x 1", "a: 1"), ("a: !vault x", "a: x")])
def test_types_anchors_and_tags_do(one, other):
    assert root(one).shape != root(other).shape


def test_an_alias_is_itself_and_not_what_it_stands_for():
    shape = root("a: &x [1]\nb: *x\n").shape
    assert shape.children[3].kind == "alias"
    assert value_of(shape) == {"a": [1], "b": Opaque("*x")}


def test_a_value_and_its_shape_are_two_ways_to_say_one_thing():
    value = {"a": [1, 1.5, True, None, "x"], "b": {"c": "no"}}
    assert value_of(shape_of(value)) == value


def test_an_opaque_value_equals_no_text():
    assert not same(value_of(root("!vault abc").shape), "!vault abc")


@pytest.mark.parametrize(
    ("left", "right"), [(1, True), (1, 1.0), ([0], [False]), ({"a": 1}, {"a": True}), ([1], [1, 1])]
)
def test_yaml_tells_apart_what_python_does_not(left, right):
    assert not same(left, right)


def test_equal_values_are_the_same():
    assert same({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [", "not valid YAML"),
        ("a: b\n---\nc: d\n", "several YAML documents"),
        ("[" * 500 + "]" * 500, "nested deeper"),
        ("a: *nobody\n---\n", "several YAML documents"),
        ("a: \x00", "not valid YAML"),
        ("\tkey: x\n", "not valid YAML"),
    ],
)
def test_what_is_no_single_document_is_refused_with_its_file(text, what):
    with pytest.raises(EditError, match=what) as caught:
        parse(text, "f.yml")
    assert caught.value.where.startswith("f.yml")


def test_marks_of_the_document_are_known():
    tree = parse("---\na: b\n...\n", "f.yml")
    assert tree.marked
    assert tree.limit == len("---\na: b\n")
