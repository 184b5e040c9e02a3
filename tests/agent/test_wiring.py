from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent import wiring
from agent.adapters.facts import FileFacts, LocalFacts
from agent.authors.embedded import EmbeddedAuthor
from agent.authors.llm import ChatAuthor
from agent.domain.request import Request
from agent.errors import AuthorError, SandboxUnavailable
from agent.settings import Settings
from tests.fakes.cli import ROOT, Cli
from tests.fakes.repository import request_for


@pytest.fixture
def settings(cli: Cli) -> Settings:
    return Settings(state=cli.state, cache=cli.cache, passages=7, api_key="sk-test")


@pytest.fixture
def request_(playbooks: Path) -> Request:
    return request_for(playbooks)


def test_the_main_job_needs_no_model_and_policy_comes_first(settings: Settings, request_: Request) -> None:
    tools = wiring.tools(settings, request_)
    assert isinstance(tools.author, EmbeddedAuthor)
    assert isinstance(tools.facts, LocalFacts)
    assert [validator.name for validator in tools.validators] == [
        *("policy", "arguments", "names"),
        *("syntax", "lint"),
        "check_mode",
    ]
    assert tools.budget.passages == 7


def test_facts_and_author_are_chosen_by_the_request(settings: Settings, request_: Request, cli: Cli) -> None:
    chosen = request_.model_copy(update={"facts_file": str(cli.facts), "author": "openai:test"})
    tools = wiring.tools(settings, chosen)
    assert isinstance(tools.author, ChatAuthor)
    assert isinstance(tools.facts, FileFacts)
    assert tools.facts.gather().distribution == "Debian"


def test_an_unknown_model_is_said(settings: Settings, request_: Request) -> None:
    with pytest.raises(AuthorError) as caught:
        wiring.tools(settings, request_.model_copy(update={"author": "nobody:none"}))
    assert caught.value.hint


def test_without_an_instance_there_are_no_tools(settings: Settings, request_: Request, tmp_path: Path) -> None:
    bare = settings.model_copy(update={"cache": tmp_path / "empty"})
    with pytest.raises(SandboxUnavailable) as caught:
        wiring.tools(bare, request_)
    assert "make setup" in caught.value.hint


def test_the_embedded_author_never_loads_a_chat_library() -> None:
    code = (
        "import sys, agent.wiring; print(*sorted(m for m in sys.modules if m in {'langchain', 'openai', 'chromadb'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_checks_name_the_embedding(settings: Settings) -> None:
    *_, last = wiring.checks(settings)
    assert (last.name, last.required) == ("sentence embeddings", False)
    assert last.detail
