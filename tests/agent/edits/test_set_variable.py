from __future__ import annotations

import pytest

from agent.domain.edits import SetVariable
from agent.errors import EditError


def put(name: str, value: object, comment: str = "", path: str = "defaults/main.yml") -> SetVariable:
    return SetVariable(path=path, name=name, value=value, comment=comment)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "---\n# Why\nnew: x\n"),
        ("", "# Why\nnew: x\n"),
        ("---\n# Defaults\n", "---\n# Defaults\n\n# Why\nnew: x\n"),
        ("---\n{}\n", "---\n# Why\nnew: x\n"),
        ("old: 1\n", "old: 1\n\n# Why\nnew: x\n"),
        ("old: 1\n# tail\n", "old: 1\n# tail\n\n# Why\nnew: x\n"),
        ("old: 1", "old: 1\n\n# Why\nnew: x\n"),
        ("old: 1\n...\n", "old: 1\n\n# Why\nnew: x\n...\n"),
        ("old:\n  <<: &a {b: 1}\n", "old:\n  <<: &a {b: 1}\n\n# Why\nnew: x\n"),
        ("new: 'y'  # here\n", "new: x  # here\n"),
        ("{old: 1}\n", "{old: 1, new: x}\n"),
    ],
)
def test_a_variable_is_set(edited, before, after):
    assert edited(before, put("new", "x", "Why")) == after


def test_without_a_comment_it_stands_as_the_others_do(edited):
    assert edited("a: 1\nb: 2\n", put("c", 3)) == "a: 1\nb: 2\nc: 3\n"
    assert edited("a: 1\n\nb: 2\n", put("c", 3)) == "a: 1\n\nb: 2\n\nc: 3\n"


def test_setting_it_twice_is_setting_it_once(edited):
    once = edited("a: 1\n", put("c", {"d": ["0644", True]}, "Why"))
    assert edited(once, put("c", {"d": ["0644", True]}, "Why")) == once


@pytest.mark.parametrize("name", ["", "a b", "a.b", "1a", "a\n", "a: b"])
def test_a_name_is_a_variables_name(edited, name):
    with pytest.raises(EditError, match="no name for a variable"):
        edited("a: 1\n", put(name, 1))


@pytest.mark.parametrize("before", ["- a\n", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "a: 1\n---\nb: 2\n", "just text\n"])
def test_what_holds_no_variables_is_refused(edited, before):
    with pytest.raises(EditError):
        edited(before, put("a", 1))
