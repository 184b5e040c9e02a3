from __future__ import annotations

import json
from string import printable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.edits.nodes import parse, shape_of
from agent.edits.render import comment, entry, inline, item

TEXT = st.text(alphabet=st.one_of(st.sampled_from(printable), st.characters(exclude_categories=["Cs"])), max_size=60)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | TEXT
    | st.sampled_from(["{{ a }}", "no", "- "]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("with spaces/and-dashes.conf", "with spaces/and-dashes.conf"),
        ("0644", '"0644"'),
        ("1.5", '"1.5"'),
        ("12:30", '"12:30"'),
        ("2024-01-01", '"2024-01-01"'),
        ("yes", '"yes"'),
        ("n", '"n"'),
        ("null", '"null"'),
        ("", '""'),
        ("{{ name }}", '"{{ name }}"'),
        ("a {{ name }}", '"a {{ name }}"'),
        ('{{ x | default("y") }}', "'{{ x | default(\"y\") }}'"),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("@audio", '"@audio"'),
        ("-rt", "-rt"),
        ("- rt", '"- rt"'),
        ('os == "Debian"', 'os == "Debian"'),
        ("a\tb", '"a\\tb"'),
        (True, "true"),
        (420, "420"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
        (["a", "b, c"], '[a, "b, c"]'),
        ({"a": [1]}, "{a: [1]}"),
    ],
)
def test_one_line(value, written):
    assert inline(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("x", ["  k: x"]),
        (None, ["  k:"]),
        (["a", {"b": 1, "c": ["d"]}], ["  k:", "    - a", "    - b: 1", "      c:", "        - d"]),
        ({"a": {"b": []}}, ["  k:", "    a:", "      b: []"]),
        ("a\nb\n", ["  k: |", "    a", "    b"]),
        ("a\n\n  b", ["  k: |-", "    a", "", "      b"]),
        ("a \nb\n", ['  k: "a \\nb\\n"']),
        ("word " * 30 + "end", ["  k: >-", "    " + "word " * 14 + "word", "    " + "word " * 14 + "word", "    end"]),
    ],
)
def test_entries(value, written):
    assert entry("k", value, 2, 2) == written


def test_items_keep_the_order_of_their_keys():
    lines = item({"name": "x", "m": {"a": 1}, "when": "z"}, 2, 2)
    assert lines == ["  - name: x", "    m:", "      a: 1", "    when: z"]


def test_a_comment_can_not_leave_its_lines():
    assert comment("one\n\x85evil: true\u2028more: true\r\nend\n", 2) == [
        "  # one", "  #", "  # evil: true", "  # more: true", "  # end",
    ]  # fmt: skip


@given(VALUES)
def test_what_is_written_reads_as_what_was_meant(value):
    for text in (inline(value), "\n".join(item(value, 2, 2)), "\n".join(entry("k", value, 1, 3))):
        meant = {"k": value} if text.startswith(" k") else [value] if text.startswith("  -") else value
        assert parse(text + "\n", "f.yml").stream.children[0].shape == shape_of(meant)


@given(VALUES)
def test_nothing_written_ends_with_a_space(value):
    assert not any(line != line.rstrip() for line in entry("k", value, 0, 2))


@given(VALUES)
def test_ansible_reads_what_was_meant(value):
    assert json.dumps(yaml.safe_load("\n".join(entry("k", value, 0, 2)) + "\n")) == json.dumps({"k": value})
