from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.fakes.values import BASE


def test_values_are_frozen_and_closed() -> None:
    with pytest.raises(ValidationError):
        BASE.commit = "other"
    with pytest.raises(ValidationError):
        type(BASE).model_validate({"commit": "c", "tree": "t", "extra": 1})
