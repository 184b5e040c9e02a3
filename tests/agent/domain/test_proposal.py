from __future__ import annotations

from tests.fakes.values import PROPOSAL, REF


def test_a_touched_task_is_named_as_a_person_would_write_it() -> None:
    assert PROPOSAL.touched[0].ref == REF
