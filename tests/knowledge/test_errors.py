from __future__ import annotations

from knowledge.errors import IndexUnavailable, SyncopateError


def test_an_error_says_where_what_and_what_next() -> None:
    error = IndexUnavailable("it is locked", where="/index", hint="wait")
    assert str(error) == "/index: it is locked\n  wait"
    assert isinstance(error, SyncopateError)
    assert error.exit_code == 1


def test_without_place_and_hint_only_what_happened() -> None:
    assert str(SyncopateError("it broke")) == "it broke"
