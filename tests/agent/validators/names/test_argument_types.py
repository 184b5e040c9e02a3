import pytest

from agent.validators.names.argument_types import fits_choices, fits_type, is_literal
from knowledge.content.model import ArgumentOption, Place, Tagged


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("str", 1), ("str", [1]), ("raw", {}), ("int", 1), ("int", "2"), ("int", True), ("bool", "yes"), ("bool", 0),
        ("float", "1.5"), ("list", "a,b"), ("list", 1), ("dict", {}), ("dict", "a=1"), ("dict", '{"a": 1}'),
        ("dict", "{'a': 1}"), ("path", "/x"), ("no_such_type", []), ("int", None),
    ],
)  # fmt: skip
def test_values_that_ansible_converts(kind, value):
    assert fits_type(value, kind)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("int", "fast"), ("int", [1]), ("bool", "maybe"), ("bool", [True]), ("float", "x"), ("float", {}),
        ("list", {}), ("list", True), ("dict", "word"), ("dict", [1]), ("dict", "[" * 100_000), ("path", ["/x"]),
        ("int", float("inf")),
    ],
)  # fmt: skip
def test_values_that_ansible_refuses(kind, value):
    assert not fits_type(value, kind)


@pytest.mark.parametrize(
    ("choices", "value", "fits"),
    [
        ((), "anything", True),
        (("a", "b"), "a", True),
        (("a", "b"), "c", False),
        ((1, 2), "1", True),
        (("a", "b"), ["a", "b"], True),
        (("a", "b"), ["a", "c"], False),
        (("yes", "no"), True, True),
        (("a",), None, True),
        (("a",), {"b": 1}, True),
    ],
)
def test_choices(choices, value, fits):
    option = ArgumentOption(Place("x", 1, 1), "x", "str", False, None, choices, "")

    assert fits_choices(value, option) is fits


def test_what_is_known_as_it_stands():
    assert is_literal([1, {"a": "b"}, None])
    assert not is_literal([1, {"a": "{{ b }}"}])
    assert not is_literal({"{{ a }}": 1})
    assert not is_literal(Tagged("!vault", "x"))
