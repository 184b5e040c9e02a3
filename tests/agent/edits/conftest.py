from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.domain.edits import Edit
from agent.edits.apply import apply

Editor = Callable[..., str]


@pytest.fixture
def edited() -> Editor:
    """Apply edits to one file's text, and return its new text."""

    def run(before: str | None, *edits: Edit) -> str:
        path = edits[0].path
        data = None if before is None else before.encode()
        files = apply(edits, lambda name: data if name == path else None)
        return files.get(path, data or b"").decode()

    return run
