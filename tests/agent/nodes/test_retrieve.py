from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent.nodes.retrieve import retrieve
from tests.fakes.repository import request_for, tools_for
from tests.fakes.values import DOCUMENTATION


def test_it_adds_the_documentation_found_in_the_base(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any], notes: list[dict[str, object]]
) -> None:
    tools, request = tools_for(repository, tmp_path), request_for(repository)
    base = tools.repository.base(request.target)
    update = retrieve({"request": request, "base": base}, runtime(tools))
    assert update["documentation"] == DOCUMENTATION
    assert notes[0]["note"] == "1 passages on 0 of 1 roles; lexical only"
