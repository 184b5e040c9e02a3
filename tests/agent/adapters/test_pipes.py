from __future__ import annotations

import os
import threading
from io import FileIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.adapters.pipes import Drain, Feed, Pipes


def pipe():
    reading, writing = os.pipe()
    return FileIO(reading, "r"), FileIO(writing, "w")


@given(st.binary(max_size=300_000), st.integers(0, 400_000))
def test_what_is_fed_is_drained_up_to_the_limit(data, limit):
    reading, writing = pipe()
    drain = Drain(reading, limit)
    with Pipes([Feed(writing, data)], [drain]) as pipes:
        assert pipes.run(10)
    assert drain.kept == data[:limit]
    assert drain.truncated == (len(data) > limit)
    assert reading.closed
    assert writing.closed


def test_time_runs_out_and_the_rest_comes_later():
    reading, writing = pipe()
    drain = Drain(reading, 100)
    with Pipes([], [drain]) as pipes:
        os.write(writing.fileno(), b"one")
        assert not pipes.run(0.05)
        assert drain.kept == b"one"
        os.write(writing.fileno(), b"two")
        writing.close()
        assert pipes.run(5)
    assert drain.kept == b"onetwo"
    assert not drain.truncated


def test_nobody_reads_what_is_fed():
    reading, writing = pipe()
    other_reading, other_writing = pipe()
    reading.close()
    with Pipes([Feed(writing, b"x" * 1_000_000)], [Drain(other_reading, 10)]) as pipes:
        threading.Timer(0.1, other_writing.close).start()
        assert pipes.run(5)
    assert writing.closed


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_at_all(seconds):
    reading, writing = pipe()
    with Pipes([], [Drain(reading, 10)]) as pipes:
        assert not pipes.run(seconds)
    reading.close()
    writing.close()
