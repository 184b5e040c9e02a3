from __future__ import annotations

from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from agent.domain.edits import Edit
from tests.fakes.values import EDITS

ADAPTER: TypeAdapter[Edit] = TypeAdapter(Edit)


def test_the_examples_cover_every_kind() -> None:
    union, _ = get_args(Edit)
    assert {type(edit) for edit in EDITS} == set(get_args(union))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.kind)
def test_json_and_back(edit: Edit) -> None:
    assert ADAPTER.validate_json(ADAPTER.dump_json(edit)) == edit


@pytest.mark.parametrize(
    "data", [{"kind": "run_command", "cmd": "id"}, {"kind": "write_file", "path": "x", "text": "", "mode": "0777"}, {}]
)
def test_what_the_types_do_not_hold_can_not_be_said(data: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(data)
