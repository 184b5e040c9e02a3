"""Run by test_advance.py: ends a process at each of its effects in turn, recovers, and says what it found.

Usage: crash_at_every_step.py SCRATCH, where SCRATCH/work is a repository and SCRATCH/*.json hold the values to merge.
Writing opens, renames, links, removals and the git commands that write are the steps; before each, ``os._exit`` stands for
``kill -9``. Prints a JSON list, one entry a step.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.adapters.git import GitRepository
from agent.domain.approval import Approval
from agent.domain.proposal import Proposal
from agent.domain.request import Request

EFFECTS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"}
SCRATCH = tempfile.gettempdir() + "/syncopate-"
WRITING_COMMANDS = {"commit-tree", "update-index", "update-ref"}


def lasting(event: str, arguments: Sequence[Any]) -> bool:
    """Whether an audited event changes a file, or starts a git command that does."""
    if event in EFFECTS:
        return not os.fsdecode(arguments[0]).startswith(SCRATCH)
    if event == "open":
        return arguments[0] != os.devnull and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
    return event == "subprocess.Popen" and not WRITING_COMMANDS.isdisjoint(arguments[1])


def crash_before(step: int) -> None:
    """End this process before its ``step``-th effect from now."""
    left = step

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if lasting(event, arguments):
            if left == 0:
                os._exit(9)
            left -= 1

    sys.addaudithook(hook)


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, text=True).stdout


def report(root: Path, crashed: bool, recovered: object) -> dict[str, object]:
    files = {
        str(file.relative_to(root)): file.read_text()
        for file in sorted(root.rglob("*"))
        if file.is_file() and ".git" not in file.relative_to(root).parts
    }
    return {
        "crashed": crashed,
        "recovered": recovered is not None,
        "commits": int(git(root, "rev-list", "--count", "main")),
        "status": git(root, "status", "--porcelain", "--untracked-files=all"),
        "files": files,
        "left": sorted(file.name for file in root.glob(".syncopate*"))
        + sorted(file.name for file in (root / ".git").iterdir() if "syncopate" in file.name or "lock" in file.name),
    }


def main(scratch: Path) -> None:
    """Crash at step 0, 1, 2 and so on until the merge gets through."""
    read = {kind: kind.model_validate_json((scratch / f"{kind.__name__}.json").read_text())
            for kind in (Request, Proposal, Approval)}  # fmt: skip
    root, state, pristine = scratch / "work", scratch / "state", scratch / "pristine"
    root.rename(pristine)
    reports: list[dict[str, object]] = []
    while not reports or reports[-1]["crashed"]:
        for folder in (root, state):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pristine, root, symlinks=True)
        repository = GitRepository(scratch / "cache", state, root)
        child = os.fork()
        if not child:
            crash_before(len(reports))
            repository.merge(read[Request], read[Proposal], read[Approval], "m")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        recovered = GitRepository(scratch / "cache", state, root).recover()
        reports.append(report(root, os.waitstatus_to_exitcode(status) == 9, recovered))
    json.dump(reports, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
