from __future__ import annotations

from agent.authors.embedded.outcome import Outcome


def test_outcomes_add_up_and_the_first_refusal_stays() -> None:
    total = Outcome(already=("a",), refused="no") + Outcome(already=("b",), refused="never", assumptions=("c",))
    assert total == Outcome(already=("a", "b"), refused="no", assumptions=("c",))
