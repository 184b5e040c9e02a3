from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from knowledge.content.model import Content
from knowledge.content.reader import read


@pytest.fixture
def content(tmp_path: Path) -> Callable[[Mapping[str, str]], Content]:
    """Write files below a fresh folder and read them."""

    def _content(files: Mapping[str, str]) -> Content:
        for name, text in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return read(tmp_path / "content")

    return _content
