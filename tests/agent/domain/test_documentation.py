from __future__ import annotations

from agent.domain.documentation import Documentation
from tests.fakes.values import DOCUMENTATION


def test_passages_stay_a_tuple_through_json() -> None:
    again = Documentation.model_validate_json(DOCUMENTATION.model_dump_json())
    assert again == DOCUMENTATION
    assert isinstance(again.passages, tuple)
