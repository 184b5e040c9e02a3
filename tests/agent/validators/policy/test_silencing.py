"""Comments that silence the linter are seen, wherever the linter would see them."""

from __future__ import annotations

import pytest

from agent.validators.policy.silencing import silencing
from agent.validators.policy.sources import Sources, Text
from agent.validators.policy.validator import added


def hits(text: str, path: str = "tasks/main.yml") -> list[tuple[int, str]]:
    return [(hit.line, hit.what) for hit in silencing(Sources(yaml=[Text(path, 1, (), text)]))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\nc: d  # noqa: name[casing]\n", [(2, "`# noqa: name[casing]`")]),
        ("# noqa\na: b\n", [(1, "`# noqa`")]),
        ("# yamllint disable-file\na: b\n", [(1, "`# yamllint disable-file`")]),
        ("a: b # yamllint disable-line rule:braces\n", [(1, "`# yamllint disable-line rule:braces`")]),
        ("# yamllint enable\n# a noqable thing\na: noqa\n", []),
    ],
)
def test_silencers_are_hits(text, expected):
    assert hits(text) == expected


def test_what_is_not_linted_may_silence_its_own_linter():
    assert hits("import x  # noqa: F401\n", "roles/a/files/x.py") == []


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("a: b # noqa\n", "x: y\na: b # noqa\n", 0),
        ("a: b # noqa\n", "a: c # noqa\n", 1),
        ("# noqa\na: b\nc: d\n", "a: b\n# noqa\nc: d\n", 1),
        ("a: b # noqa\n", "a: b # noqa\na: b # noqa\n", 1),
    ],
)
def test_what_is_silenced_counts_too(old, new, count):
    before, after = (silencing(Sources(yaml=[Text("a.yml", 1, (), text)])) for text in (old, new))

    assert len(list(added(before, after))) == count
