from __future__ import annotations

import pytest

from agent.edits.draft import Draft
from agent.edits.mapping import Entry, find, indent_unit, is_empty, remove_key, set_key
from agent.errors import EditError


def after_set(text: str, key: str, value: object, **more: object) -> str:
    draft = Draft("f.yml", text.encode())
    set_key(draft, (0,), Entry(key, value, str(more.pop("note", ""))), **more)
    return draft.encode().decode()


def after_remove(text: str, key: str) -> str:
    draft = Draft("f.yml", text.encode())
    remove_key(draft, (0,), key)
    return draft.encode().decode()


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: old  # why\nb: 1\n", "new", "a: new  # why\nb: 1\n"),
        ("a: 'old'\nb: 1\n", "new", "a: new\nb: 1\n"),
        ("a  :   old\n", "new", "a  : new\n"),
        ("a:\nb: 1\n", "new", "a: new\nb: 1\n"),
        ("a:  # why\nb: 1\n", "new", "a: new  # why\nb: 1\n"),
        ("a: old  # why\nb: 1\n", ["x"], "a:  # why\n  - x\nb: 1\n"),
        ("a:  # why\n  - x\n  # gone\n  - y\n\n# of b\nb: 1\n", "new", "a: new  # why\n\n# of b\nb: 1\n"),
        ("a:\n  - x\n  - y\nb: 1\n", ["z"], "a:\n  - z\nb: 1\n"),
        ("a: |\n  x\n\n\nb: 1\n", "y\nz\n", "a: |\n  y\n  z\n\n\nb: 1\n"),
        ("a: [x,\n    y]  # why\nb: 1\n", ["z"], "a:  # why\n  - z\nb: 1\n"),
        ("a: old", ["z"], "a:\n  - z\n"),
        ("a: old", "new", "a: new"),
        ("a: !vault |\n  $ANSIBLE\nb: 1\n", "new", "a: new\nb: 1\n"),
        ("{a: old, b: 1}\n", ["z"], "{a: [z], b: 1}\n"),
        ("{a: , b: 1}\n", "z", "{a: z, b: 1}\n"),
    ],
)
def test_a_value_is_replaced_and_nothing_else(before, value, after):
    assert after_set(before, "a", value) == after


def test_an_equal_value_stays_as_it_is_written():
    assert after_set("a: 'x'\n", "a", "x") == "a: 'x'\n"


def test_true_is_not_one():
    assert after_set("a: 1\n", "a", True) == "a: true\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1  # one\n\n# tail\n", "a: 1  # one\nnew: x\n\n# tail\n"),
        ("a: 1", "a: 1\nnew: x\n"),
        ("  a: 1\n", "  a: 1\n  new: x\n"),
        ("a:\n", "a:\nnew: x\n"),
        ("{a: 1}\n", "{a: 1, new: x}\n"),
        ("{ a: 1, }\n", "{ a: 1, new: x, }\n"),
    ],
)
def test_a_new_key_stands_behind_the_others(before, after):
    assert after_set(before, "new", "x") == after


def test_a_new_key_may_stand_between_others_with_its_comment():
    assert after_set("a: 1\nb: 2\n", "new", "x", after=1, note="why") == "a: 1\n# why\nnew: x\nb: 2\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nb: 2  # two\nc: 3\n", "a: 1\nc: 3\n"),
        ("a: 1\nb:\n  - x\n\n# of c\nc: 3\n", "a: 1\n\n# of c\nc: 3\n"),
        ("b: 1\na: 2\n", "a: 2\n"),
        ("{a: 1, b: 2}\n", "{a: 1}\n"),
        ("{b: 1, a: 2}\n", "{a: 2}\n"),
        ("a: 1\n", "a: 1\n"),
    ],
)
def test_a_key_is_removed_with_its_value(before, after):
    assert after_remove(before, "b") == after


def test_the_only_key_is_not_removed():
    with pytest.raises(EditError, match="only key"):
        after_remove("b: 1\n", "b")


def test_a_key_that_occurs_twice_is_refused():
    draft = Draft("f.yml", b"a: 1\na: 2\n")
    with pytest.raises(EditError, match="occurs twice"):
        find(draft, draft.at((0,)), "a")


def test_a_key_in_question_mark_style_is_refused():
    with pytest.raises(EditError):
        after_set("? a\n: b\n", "a", "x")


@pytest.mark.parametrize(
    ("text", "unit"),
    [("a: 1\n", 2), ("a:\n    b: 1\n", 4), ("a:\n- b:\n     c: 1\n", 3), ("a:\n   - b\n", 3), ("a: {b: {c: 1}}\n", 2)],
)
def test_the_files_own_indentation_is_known(text, unit):
    assert indent_unit(Draft("f.yml", text.encode())) == unit


@pytest.mark.parametrize(
    ("text", "empty"), [("a:", True), ("a: ~", True), ("a: []", True), ("a: {}", True), ("a: 0", False)]
)
def test_empty_values(text, empty):
    assert is_empty(Draft("f.yml", text.encode()).at((0, 1))) is empty
