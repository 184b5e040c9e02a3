import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.validators.names.nearest import distance, nearest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("audio_rat", "audio_rate"),
        ("audio_raet", "audio_rate"),
        ("audiorate", "audio_rate"),
        ("audio_rtaes", "audio_rate"),
        ("audio_volume", ""),
        ("usr", ""),  # of short names, every other is near
        ("card3", ""),  # a series is no slip
        ("hosts", "host"),
    ],
)
def test_slips(name, expected):
    assert nearest(name, ["audio_rate", "user", "card1", "card2", "host"]) == expected


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbc", 1), ("abc", "xyz", 3)],
)
def test_distance(one, other, slips):
    assert distance(one, other, 2) == slips


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_distance_is_symmetric_and_tells_equals(one, other):
    assert distance(one, other, 8) == distance(other, one, 8)
    assert (distance(one, other, 8) == 0) is (one == other)
