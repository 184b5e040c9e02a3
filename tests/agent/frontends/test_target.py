from __future__ import annotations

from pathlib import Path

import pytest

from agent.domain.request import TargetKind
from agent.errors import SyncopateError
from agent.frontends.target import find_target
from tests.fakes.repository import FILES, make_repository


def test_the_given_path_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make_repository(tmp_path / "here"))
    assert find_target(make_repository(tmp_path / "there")).repository == str(tmp_path / "there")


def test_the_nearest_enclosing_content_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_repository(tmp_path / "here")
    monkeypatch.chdir(root / "roles/daw/tasks")
    target = find_target(None)
    assert (target.repository, target.subpath, target.kind) == (str(root), "", TargetKind.REPOSITORY)


def test_else_the_folder_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"collection/{path}": text for path, text in FILES.items()}
    root = make_repository(tmp_path / "here", {**files, "collection/galaxy.yml": "namespace: a\nname: b\n"})
    monkeypatch.chdir(root)
    target = find_target(None)
    assert (target.subpath, target.kind) == ("collection", TargetKind.COLLECTION)


def test_nothing_there_is_an_error_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SyncopateError) as caught:
        find_target(None)
    assert caught.value.hint
