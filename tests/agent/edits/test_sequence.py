from __future__ import annotations

import pytest

from agent.edits.draft import Draft
from agent.edits.sequence import append_item, blank_between, dash, insert_item, last_line, remove_item
from agent.errors import EditError


def appended(text: str, item: object = "new") -> str:
    draft = Draft("f.yml", text.encode())
    append_item(draft, (0, 1), item)
    return draft.encode().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  - x\n", "a:\n  - x\n  - new\n"),
        ("a:\n- x\nb: 1\n", "a:\n- x\n- new\nb: 1\n"),
        ("a:\n  - x  # why\n  # - off\n\nb: 1\n", "a:\n  - x  # why\n  - new\n  # - off\n\nb: 1\n"),
        ("a:\n  - x", "a:\n  - x\n  - new\n"),
        ("a:\n  -\n", "a:\n  -\n  - new\n"),
        ("a:\n  -   x\n", "a:\n  -   x\n  - new\n"),
        ("a: [x, 'y']  # why\n", "a: [x, 'y', new]  # why\n"),
        ("a: [x,]\n", "a: [x, new,]\n"),
        ("a: [\n  x,  # ex\n  y  # why\n]\n", "a: [\n  x,  # ex\n  y,\n  new  # why\n]\n"),
        ("a: [\n  x,\n  y,\n]\n", "a: [\n  x,\n  y,\n  new,\n]\n"),
        (f"a: [{'x' * 152}]\n", f"a: [{'x' * 152},\n  new]\n"),
    ],
)
def test_an_item_is_appended_in_the_lists_style(before, after):
    assert appended(before) == after


def test_a_mapping_is_appended_too():
    assert appended("a:\n  - b: x\n    c: 1\n", {"b": "z", "c": [2]}) == (
        "a:\n  - b: x\n    c: 1\n  - b: z\n    c:\n      - 2\n"
    )
    assert appended("a: [{b: x}]\n", {"b": "z"}) == "a: [{b: x}, {b: z}]\n"


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("- a\n\n- b\n", 1, "- a\n\n- new\n\n- b\n"),
        ("- a\n- b\n- c\n", 1, "- a\n- new\n- b\n- c\n"),
        ("- a\n\n# of b\n- b\n", 1, "- a\n\n- new\n\n# of b\n- b\n"),
        ("- k: a\n  # of a\n\n- k: b\n", 1, "- k: a\n  # of a\n\n- new\n\n- k: b\n"),
        ("- a\n\n- b\n\n# the end\n", 2, "- a\n\n- b\n\n# the end\n\n- new\n"),
        ("- a\n...\n", 1, "- a\n\n- new\n...\n"),
        ("- a\n\n\n", 1, "- a\n\n- new\n\n\n"),
        ("- |+\n  a\n\n- b\n", 1, "- |+\n  a\n\n- new\n- b\n"),
    ],
)
def test_an_item_is_inserted_with_the_lists_spacing(before, index, after):
    draft = Draft("f.yml", before.encode())
    insert_item(draft, (0,), index, "new")
    assert draft.encode().decode() == after


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("- a\n\n- b\n\n- c\n", 1, "- a\n\n- c\n"),
        ("- a\n\n- b\n", 1, "- a\n"),
        ("- a\n\n- b\n", 0, "- b\n"),
        ("- a\n# of b\n- b\n", 1, "- a\n# of b\n"),
        ("---\n- a\n", 0, "---\n"),
        ("# head\n- a\n", 0, "# head\n"),
    ],
)
def test_an_item_is_removed_with_its_spacing_but_not_the_comments(before, index, after):
    draft = Draft("f.yml", before.encode())
    remove_item(draft, (0,), index)
    assert draft.encode().decode() == after


def test_an_only_item_inside_something_stays():
    with pytest.raises(EditError, match="only task"):
        remove_item(Draft("f.yml", b"block:\n  - a\n"), (0, 1), 0)


@pytest.mark.parametrize("edit", [insert_item, remove_item])
def test_flow_lists_of_tasks_are_refused(edit):
    arguments = (1, "new") if edit is insert_item else (1,)
    with pytest.raises(EditError, match="flow style"):
        edit(Draft("f.yml", b"[a, b]\n"), (0,), *arguments)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("- a\n", 0),
        ("  -   a\n", 2),
        ("- # why\n  a: 1\n", 0),
        ("-\n\n  # - no\n  a: 1\n", 0),
        ("-  # a - b\n  a: 1\n", 0),
    ],
)
def test_the_dash_is_found(text, offset):
    draft = Draft("f.yml", text.encode())
    assert dash(draft, draft.at((0, 0))) == offset


def test_spacing_is_what_most_gaps_say():
    draft = Draft("f.yml", b"- a\n- b\n\n- c\n- d\n")
    assert not blank_between(draft, draft.at((0,)))


def test_the_last_line_is_the_last_that_is_not_blank():
    assert last_line(Draft("f.yml", b"- a\n# b\n\n")) == len("- a\n# b")
