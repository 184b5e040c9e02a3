from __future__ import annotations

import sys
from dataclasses import fields

import pytest
import typer

from agent.frontends import cli, propose
from agent.frontends.options import Options


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Options:
    """The options that a command line gives."""
    seen: list[Options] = []
    monkeypatch.setattr(propose, "propose", lambda _, options: seen.append(options) or 0)
    assert typer.main.get_command(cli.app).main(["propose", *arguments], standalone_mode=False) == 0
    return seen[0]


def test_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = Options("install x", None, None, model="", yes=False, merge=True, accept=(), json=False)
    assert called(monkeypatch, "install x") == expected


def test_every_option_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "--collection . --facts f.json --model openai:x --yes --no-merge --accept a.yml:1 --accept b.yml:2 --json"
    options = called(monkeypatch, "install x", *line.split())
    assert [str(getattr(options, field.name)) for field in fields(Options)] == [
        *("install x", ".", "f.json", "openai:x", "True", "False", "('a.yml:1', 'b.yml:2')", "True")
    ]
    assert "agent.frontends.propose" in sys.modules
