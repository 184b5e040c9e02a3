"""``syncopate rule``: what a rule is about, with a wrong and a right example."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.text import Text

from agent.errors import UsageError
from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.frontends.text import printable
from agent.settings import Settings
from agent.validators.rulebook import RULES, nearest

PAGES = Path(__file__).parents[2] / "docs" / "rules"
"""A page for each rule; the wheel carries them, too."""


def rule(_: Settings, name: str, as_json: bool) -> int:
    """Print the page of a rule, or a line for each rule when none is named; returns the exit code.

    Raises:
        UsageError: there is no such rule.
    """
    if name:
        page = page_of(name)
        sys.stdout.write(dumps({"name": name, "page": page}) + "\n" if as_json else page)
    elif as_json:
        rows = [{"name": it, "level": about.level, "why": about.why} for it, about in RULES.items()]
        sys.stdout.write(dumps(rows) + "\n")
    else:
        _list()
    return 0


def page_of(name: str) -> str:
    """The text of a rule's page.

    Raises:
        UsageError: there is no such rule.
    """
    if name not in RULES:
        meant = nearest(name, RULES)
        hint = f"did you mean {meant}?" if meant else "`syncopate rule` lists all; a rule of ansible-lint is not ours"
        raise UsageError("there is no such rule", where=printable(name), hint=hint)
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def _list() -> None:
    console = Console(highlight=False)
    width = max(map(len, RULES))
    for name, about in sorted(RULES.items()):
        console.print(Text(f"{name:<{width}}  {about.level}"), soft_wrap=True)
    console.print(Text("Explain one: syncopate rule NAME", style="dim"))
