"""``syncopate facts``: the declared facts, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.table import Table
from rich.text import Text

from agent.adapters.facts import FileFacts, LocalFacts
from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.frontends.text import printable
from agent.settings import Settings


def facts(_: Settings, file: Path | None, as_json: bool) -> int:
    """Gather and print the facts; returns the exit code."""
    gathered = (FileFacts(file) if file else LocalFacts()).gather().model_dump(mode="json")
    if as_json:
        sys.stdout.write(dumps(gathered) + "\n")
        return 0
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in gathered.items():
        shown = ", ".join(f"{item['name']} ({item['driver']})" for item in value) if isinstance(value, list) else value
        table.add_row(name, Text(printable(str(shown))))
    Console().print(table)
    return 0
