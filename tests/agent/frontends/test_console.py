from __future__ import annotations

import io

import pytest

from agent.frontends.console import Console


class Gone(io.StringIO):
    """A pipe that nobody reads any more."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_went_away_is_left_to_the_boundary() -> None:
    with pytest.raises(BrokenPipeError):
        Console(file=Gone()).print("x")
