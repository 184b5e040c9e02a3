from __future__ import annotations

import pytest

from agent.domain.edits import AddListItem
from agent.errors import EditError

PATH = "roles/daw/defaults/main.yml"


def add(*keys: str, item: object = "ardour") -> AddListItem:
    return AddListItem(path=PATH, keys=keys, item=item)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "---\np:\n  debian:\n    - ardour\n"),
        ("---\n", "---\np:\n  debian:\n    - ardour\n"),
        ("x: 1\n", "x: 1\np:\n  debian:\n    - ardour\n"),
        ("p:\n", "p:\n  debian:\n    - ardour\n"),
        ("p: {}  # why\n", "p:  # why\n  debian:\n    - ardour\n"),
        ("p:\n  arch:\n    - a\nx: 1\n", "p:\n  arch:\n    - a\n  debian:\n    - ardour\nx: 1\n"),
        ("p:\n  debian: []\n", "p:\n  debian:\n    - ardour\n"),
        ("p:\n  debian:\n  arch: []\n", "p:\n  debian:\n    - ardour\n  arch: []\n"),
        (
            "p:\n  debian:\n    - a  # one\n  # end\nx: 1\n",
            "p:\n  debian:\n    - a  # one\n    - ardour\n  # end\nx: 1\n",
        ),
        ("p:\n    debian:\n    - a\n", "p:\n    debian:\n    - a\n    - ardour\n"),
        ("p:\n  debian: [a, 'b']\n", "p:\n  debian: [a, 'b', ardour]\n"),
        ("p: {debian: [a]}\n", "p: {debian: [a, ardour]}\n"),
        ("p: {arch: [a]}\n", "p: {arch: [a], debian: [ardour]}\n"),
        ("p:\r\n  debian:\r\n    - a\r\n", "p:\r\n  debian:\r\n    - a\r\n    - ardour\r\n"),
    ],
)
def test_an_item_is_added_once(edited, before, after):
    assert edited(before, add("p", "debian")) == after
    assert edited(after, add("p", "debian")) == after


def test_a_plain_list_and_a_mapping_as_item(edited):
    text = "users:\n  - name: a\n    groups: [audio]\n"
    item = {"name": "b", "groups": ["audio"]}
    once = edited(text, add("users", item=item))
    assert once == text + "  - name: b\n    groups:\n      - audio\n"
    assert edited(once, add("users", item=item)) == once


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ("p: '{{ q }}'\n", "is not a mapping"),
        ("p:\n  debian: '{{ q }}'\n", "is not a list"),
        ("q: &q {debian: []}\np: *q\n", "is not a mapping"),
        ("p:\n  arch: &a [x]\n  debian: *a\n", "is not a list"),
        ("p:\n  debian: &a [x]\n  arch: *a\n", "used elsewhere"),
        ("q: &q {debian: [x]}\np:\n  <<: *q\n  arch: []\n", "merged in"),
        ("p: []\n", None),
        ("- a\n", "no mapping of variables"),
    ],
)
def test_what_is_shared_or_no_list_is_refused(edited, before, what):
    if what is None:
        assert edited(before, add("p", "debian")) == "p:\n  debian:\n    - ardour\n"
    else:
        with pytest.raises(EditError, match=what):
            edited(before, add("p", "debian"))


def test_keys_are_needed(edited):
    with pytest.raises(EditError, match="no variable"):
        edited("a: 1\n", add())
