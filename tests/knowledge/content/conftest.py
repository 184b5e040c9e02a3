from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from knowledge.content.source import Troubles, YamlFile
from knowledge.content.yaml_lines import compose

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files below a fresh folder and return it."""

    def _write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "content"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        root.mkdir(exist_ok=True)
        return root

    return _write


@pytest.fixture
def parse() -> Callable[..., YamlFile]:
    """Parse text as a YAML file of a role."""

    def _parse(text: str, path: str = "tasks/main.yml", role: str = "demo") -> YamlFile:
        return YamlFile(path, role, compose(text), Troubles())

    return _parse
