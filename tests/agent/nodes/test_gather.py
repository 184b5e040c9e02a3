from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent.nodes.gather import gather
from tests.fakes.repository import git, request_for, tools_for
from tests.fakes.values import FACTS, PROPOSAL


def test_it_adds_the_branchs_commit_and_the_facts(
    repository: Path, tmp_path: Path, runtime: Callable[..., Any], notes: list[dict[str, object]]
) -> None:
    update = gather({"request": request_for(repository)}, runtime(tools_for(repository, tmp_path)))
    assert update["base"].commit == git(repository, "rev-parse", "main")
    assert update["facts"] == FACTS
    assert "Debian 12" in str(notes[0]["note"])


def test_starting_over_forgets_what_was_judged(repository: Path, tmp_path: Path, runtime: Callable[..., Any]) -> None:
    state = {"request": request_for(repository), "proposal": PROPOSAL, "stuck": True}
    update = gather(state, runtime(tools_for(repository, tmp_path)))  # type: ignore[arg-type]
    assert (update["proposal"], update["verdict"], update["approval"], update["stuck"]) == (None, None, None, False)
