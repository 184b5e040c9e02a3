"""``syncopate doctor``: what this machine lacks, and what to do about it."""

from __future__ import annotations

import sys

from rich.text import Text

from agent import wiring
from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.settings import Settings


def doctor(settings: Settings, as_json: bool) -> int:
    """Examine the machine; returns 0 when all that is required is there, else 1."""
    checks = wiring.checks(settings)
    if as_json:
        rows = [
            {"name": c.name, "ok": c.ok, "required": c.required, "detail": c.detail, "hint": c.hint} for c in checks
        ]
        sys.stdout.write(dumps(rows) + "\n")
    else:
        console = Console()
        for check in checks:
            mark, style = ("✓", "green") if check.ok else ("✗", "red") if check.required else ("-", "yellow")
            line = Text.assemble((f"{mark} {check.name}  ", style), check.detail)
            console.print(line, soft_wrap=True)
            if check.hint and not check.ok:
                console.print(Text(f"    {check.hint}", style="dim"), soft_wrap=True)
    return 0 if all(check.ok for check in checks if check.required) else 1
