from __future__ import annotations

import pytest
from pydantic import ValidationError

from knowledge.passages import Passage, PassageKind


def test_a_passage_is_named_by_its_place_and_can_not_change() -> None:
    passage = Passage(path="roles/a/README.md", line=3, end_line=4, kind=PassageKind.README, text="x")
    assert passage.ref == "roles/a/README.md:3"
    with pytest.raises(ValidationError):
        passage.line = 4
