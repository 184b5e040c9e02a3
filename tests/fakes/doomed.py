"""A process that begins a run and is killed in the middle: ``python -m tests.fakes.doomed REPOSITORY WORK AT``.

``AT`` is a node, or a place inside the merge. Every tool appends its node to ``WORK/calls`` when it is called.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from agent.adapters.git import advance, commits
from agent.context import Tools
from agent.frontends import review
from agent.frontends.runs import open_runs
from agent.settings import Settings
from tests.fakes.repository import request_for, tools_for

NODES = {
    "gather": ("facts", "gather"),
    "retrieve": ("retriever", "retrieve"),
    "plan": ("author", "plan"),
    "propose": ("author", "propose"),
    "merge": ("repository", "merge"),
}
MERGE_STEPS = {"commit made": (commits, "create"), "branch moved": (advance, "advance")}


def kill() -> None:
    """End this process as ``kill -9`` would."""
    os.kill(os.getpid(), signal.SIGKILL)


def watched(repository: Path, work: Path, dies_at: str = "") -> Tools:
    """Tools that note each call, and end the process at one."""

    def noting(node: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **named: Any) -> Any:
            with (work / "calls").open("a") as calls:
                calls.write(f"{node}\n")
            if node == dies_at:
                kill()
            return call(*arguments, **named)

        return noted

    tools = tools_for(repository, work)
    for node, (tool, method) in NODES.items():
        owner = getattr(tools, tool)
        setattr(owner, method, noting(node, getattr(owner, method)))
    (validator,) = tools.validators
    validator.validate = noting("validate", validator.validate)  # type: ignore[method-assign]
    return replace(tools, validators=(validator,))


def main() -> None:
    repository, work, place = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    tools = watched(repository, work, place)
    with open_runs(Settings(state=work / "state", cache=work / "cache")) as runs:
        run = runs.start(request_for(repository), tools, lambda _: None)
        if place == "waiting":
            kill()
        if place in MERGE_STEPS:
            module, name = MERGE_STEPS[place]
            real = getattr(module, name)
            dying = patch.object(module, name, lambda *given: (real(*given), kill()))
        else:
            dying = patch.dict({})
        with dying:
            runs.answer(run, review.approve(run, ()), tools, lambda _: None)


if __name__ == "__main__":
    main()
