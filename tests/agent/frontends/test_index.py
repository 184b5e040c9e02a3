from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.frontends.index import index
from agent.settings import Settings
from tests.fakes.repository import TASKS, git, make_repository


def test_only_what_changed_is_indexed_and_what_is_broken_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(state=tmp_path / "state", cache=tmp_path / "cache")
    repository = make_repository(tmp_path / "content")

    def counts(*, rebuild: bool = False) -> dict[str, object]:
        assert index(settings, repository, rebuild, as_json=True) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    first = counts()
    assert (first["removed"], first["kept"], first["problems"]) == (0, 0, [])
    assert first["added"]
    assert counts() == {**first, "added": 0, "kept": first["added"]}
    assert counts(rebuild=True) == first

    (repository / TASKS).write_text("---\n- name: [\n")
    assert counts()["problems"] == []  # what is not committed is not indexed
    git(repository, "commit", "--quiet", "--all", "--message=Broken")
    broken = counts()
    assert broken["removed"]
    assert TASKS in str(broken["problems"])
    assert index(settings, repository, rebuild=False, as_json=False) == 0
    assert f"left out: {TASKS}" in capsys.readouterr().out
