"""Values are converted as Ansible converts them, or not at all."""

from __future__ import annotations

import time

import pytest

from agent.domain.modules import Option
from agent.validators.arguments.values import UNKNOWN, choice_fault, convert, is_known, may_be_omitted, shown
from knowledge.content.model import Tagged


@pytest.mark.parametrize(
    ("kind", "value", "converted"),
    [
        ("bool", "yes", True),
        ("bool", 0, False),
        ("int", "12", 12),
        ("int", "{{ x }}", UNKNOWN),
        ("int", Tagged("!vault", "x"), UNKNOWN),
        ("int", None, None),
        ("list", "a,b", ["a", "b"]),
        ("list", ["a", "{{ x }}"], ["a", "{{ x }}"]),
        ("dict", "a=b", {"a": "b"}),
        ("str", 3, "3"),
        ("float", "1.5", 1.5),
        ("bytes", "1K", 1024),
        ("invented", 1, UNKNOWN),
        ("int", "1e999999999", UNKNOWN),
        ("int", "9" * 100, UNKNOWN),
    ],
)
def test_conversion(kind, value, converted):
    started = time.perf_counter()

    assert convert(Option(type=kind), kind, value) == converted
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("kind", "value"),
    [("bool", "perhaps"), ("bool", []), ("int", "a"), ("int", 1.5), ("int", float("inf")), ("list", {}), ("dict", "a"),
     ("dict", "{" + "[" * 5000), ("float", "x"), ("bytes", "1Q"), ("dict", [])],
)  # fmt: skip
def test_what_can_not_be_converted(kind, value):
    with pytest.raises(TypeError):
        convert(Option(type=kind), kind, value)


def test_empty_is_a_value_where_there_is_a_default():
    assert convert(Option(type="str", default="a"), "str", None) == ""
    with pytest.raises(TypeError):
        convert(Option(type="bool", default=True), "bool", None)


@pytest.mark.parametrize(
    ("choices", "value", "wrong"),
    [
        (("a", "b"), "a", False),
        (("a", "b"), "c", True),
        (("a", "b"), ["a", "c"], True),
        (("a", "b"), ["a", "{{ x }}"], False),
        (("a", "b"), UNKNOWN, False),
        (("a", "b"), None, True),
        ((1, 2), 1, False),
        (("1", "2"), 1, False),
        (("yes", "auto"), "True", False),
        (("yes", "true"), "True", True),
        ((), "anything", False),
    ],
)
def test_choices(choices, value, wrong):
    assert (choice_fault(Option(choices=choices), "x", value) is not None) is wrong


def test_templates_are_seen_wherever_they_are():
    assert not is_known({"a": [{"b": "{{ c }}"}]})
    assert not is_known({"{{ a }}": 1})
    assert is_known({"a": [1, None, "b", 1.5]})
    assert may_be_omitted("{{ a | default(omit) }}")
    assert not may_be_omitted("omit")
    assert not may_be_omitted(None)


def test_a_value_is_shown_in_short():
    assert shown(None) == "empty"
    assert shown("a\n") == "'a\\n'"
    assert len(shown("a" * 1000)) < 70
