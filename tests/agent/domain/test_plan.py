from __future__ import annotations

from agent.domain.plan import Plan
from tests.fakes.values import PLAN


def test_a_plan_survives_json() -> None:
    assert Plan.model_validate_json(PLAN.model_dump_json()) == PLAN
