"""A tool that was not heard out gives an error, never a verdict."""

from __future__ import annotations

import pytest

from agent.errors import ToolError
from agent.ports import Completed
from agent.validators.testimony import broken, complete


def done(**what) -> Completed:
    return Completed(**({"returncode": 0, "stdout": b"", "stderr": b"", "results": b"", "seconds": 3.0} | what))


@pytest.mark.parametrize("what", [{"timed_out": True}, {"truncated": True}])
def test_cut_short(what):
    with pytest.raises(ToolError, match="ansible-lint"):
        complete("ansible-lint", done(**what))


def test_heard_out():
    whole = done()

    assert complete("ansible-lint", whole) is whole


@pytest.mark.parametrize(("what", "words"), [({"stderr": b"ouch"}, "ouch"), ({"stdout": b"ah"}, "ah"), ({}, "nothing")])
def test_broken_quotes_the_last_words(what, words):
    assert words in str(broken("ansible-lint", done(returncode=3, **what)))
