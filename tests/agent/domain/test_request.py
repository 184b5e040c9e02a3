from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.domain.request import Target, TargetKind


def test_a_target_is_one_of_three_kinds() -> None:
    assert {kind.value for kind in TargetKind} == {"collection", "role", "repository"}
    with pytest.raises(ValidationError):
        Target.model_validate({"repository": "/r", "kind": "playbook", "branch": "refs/heads/main"})
