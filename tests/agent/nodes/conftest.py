from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from langgraph.runtime import Runtime

from agent.context import Tools
from tests.fakes.repository import make_repository

RuntimeOf = Callable[[Tools], Runtime[Tools]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "content")


@pytest.fixture
def notes() -> list[dict[str, object]]:
    return []


@pytest.fixture
def runtime(notes: list[dict[str, object]]) -> RuntimeOf:
    return lambda tools: Runtime(context=tools, stream_writer=notes.append)
