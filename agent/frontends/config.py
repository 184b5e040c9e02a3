"""``syncopate config``: every setting, its value and where it comes from."""

from __future__ import annotations

import sys

from rich.table import Table
from rich.text import Text

from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.frontends.text import printable
from agent.settings import Settings, sources


def config(settings: Settings, as_json: bool) -> int:
    """Print the effective settings; returns the exit code."""
    rows = sources(settings)
    if as_json:
        sys.stdout.write(dumps([dict(zip(("name", "value", "source"), row, strict=True)) for row in rows]) + "\n")
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("setting", "value", "source", "meaning"):
        table.add_column(heading, overflow="fold")
    for variable, value, origin in rows:
        field = Settings.model_fields[variable.removeprefix(Settings.prefix).lower()]
        table.add_row(variable, Text(printable(value)), origin, field.description or "")
    Console().print(table)
    return 0
