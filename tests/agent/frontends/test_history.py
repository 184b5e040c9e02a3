from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.frontends.history import list_runs, show_run
from agent.frontends.runs import open_runs
from agent.settings import Settings
from tests.fakes.repository import make_repository, request_for, tools_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", cache=tmp_path / "cache")


def test_no_runs_yet(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_runs(settings, as_json=False) == 0
    assert "syncopate propose" in capsys.readouterr().out
    assert list_runs(settings, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_newest_first_with_words_made_safe(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = make_repository(tmp_path / "content")
    with open_runs(settings) as runs:
        for run_id, words in (("aa11", "install ardour"), ("bb22", "make it \x1b[31mred [bold]now")):
            request = request_for(repository, id=run_id, words=words)
            runs.start(request, tools_for(repository, tmp_path), lambda _: None)
    list_runs(settings, as_json=False)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert [line.split()[0] for line in shown.splitlines()] == ["id", "bb22", "aa11"]
    assert "red [bold]now" in shown
    list_runs(settings, as_json=True)
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["bb22", "aa11"]
    assert show_run(settings, "bb", as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["request"]["words"] == "make it \x1b[31mred [bold]now"
