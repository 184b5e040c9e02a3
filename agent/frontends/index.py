"""``syncopate index``: bring the documentation index up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.progress import Progress, TimeRemainingColumn

from agent import wiring
from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.frontends.target import find_target
from agent.frontends.text import printable
from agent.settings import Settings
from knowledge.content.reader import read


def index(settings: Settings, collection: Path | None, rebuild: bool, as_json: bool) -> int:
    """Index the committed content of a collection; returns the exit code."""
    target = find_target(collection)
    repository = wiring.repository(settings, target)
    content = read(repository.unpack(repository.base(target).tree, target.subpath))
    library = wiring.library(settings, target)
    if rebuild:
        library.rebuild()
    with Progress(*Progress.get_default_columns()[:-1], TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("passages", total=None)
        report = library.update(content, lambda done, whole: bar.update(task, completed=done, total=whole))
    problems = [f"{problem.path}:{problem.line}: {problem.message}" for problem in content.problems]
    if as_json:
        counts = {"added": report.added, "removed": report.removed, "kept": report.kept}
        sys.stdout.write(dumps({**counts, "notice": library.notice, "problems": problems}) + "\n")
        return 0
    console = Console()
    console.print(f"{report.added} passages added, {report.removed} removed, {report.kept} kept", highlight=False)
    for line in (library.notice, *(f"left out: {problem}" for problem in problems)):
        if line:
            console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
    return 0
