"""``syncopate list`` and ``show``: what runs there are, and what became of them."""

from __future__ import annotations

import sys

from rich.table import Table
from rich.text import Text

from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.frontends.propose import report
from agent.frontends.runs import open_runs
from agent.frontends.text import printable
from agent.settings import Settings


def list_runs(settings: Settings, as_json: bool) -> int:
    """Print a line for each run, newest first."""
    with open_runs(settings) as runs:
        found = runs.all()
    if as_json:
        rows = [{"id": run.id, "status": run.status.value, "request": run.state["request"].words} for run in found]
        sys.stdout.write(dumps(rows) + "\n")
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("id", "status", "request"):
        table.add_column(heading, no_wrap=heading != "request")
    for run in found:
        table.add_row(run.id, run.status.value, Text(printable(run.state["request"].words)))
    Console().print(table if found else 'no runs yet; begin one: syncopate propose "..."')
    return 0


def show_run(settings: Settings, run_id: str, as_json: bool) -> int:
    """Print one run; succeeds whatever became of it."""
    with open_runs(settings) as runs:
        report(runs.get(run_id), as_json=as_json)
    return 0
