from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from evals.mutants.misspelling import misspelt


@given(name=st.text("abcdef_", min_size=1, max_size=20), seed=st.integers())
def test_a_misspelling_is_near_and_different(name: str, seed: int) -> None:
    wrong = misspelt(name, Random(seed))

    if wrong is not None:
        assert wrong != name
        assert wrong[0] == name[0]
        assert len(name) - len(wrong) in {0, 1}


def test_short_names_are_left_alone() -> None:
    assert misspelt("src", Random(0)) is None
    assert misspelt("aaaa", Random(0)) is None
