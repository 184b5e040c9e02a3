"""Shows what ``syncopate check`` found, in 80 columns and without needing colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from agent.domain.verdict import Outcome, Report, Verdict
from agent.frontends.console import Console
from agent.frontends.text import printable
from agent.validators.rulebook import RULES

WIDTH = 80
INDENT = "    "
_COLOURS = {Outcome.PROVEN: "green", Outcome.REFUTED: "red", Outcome.UNPROVEN: "yellow"}
_MOST_REASON = 400


@dataclass(frozen=True)
class Remark:
    """One thing that a validator says of one place.

    Attributes:
        outcome: refuted, or unproven.
        validator: who says so.
        rule: the rule's name; empty for what no rule is about.
        path: file, relative to the content.
        line: 1-based; 0 for the whole file.
        message: what is wrong and why it matters.
        fix: what to write instead, or a tool's own further words; may be empty.
    """

    outcome: Outcome
    validator: str
    rule: str
    path: str
    line: int
    message: str
    fix: str

    @property
    def advice(self) -> str:
        """What to do, as a sentence of its own; may be empty."""
        return f"Instead: {self.fix}" if self.fix and self.rule in RULES else self.fix

    @property
    def place(self) -> str:
        """``path:line``, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


def remarks(verdict: Verdict) -> tuple[Remark, ...]:
    """Everything that is refuted, then everything unproven that has a place; each by path and line."""
    found = [remark for report in verdict.reports for remark in remarks_of(report)]
    return tuple(sorted(found, key=lambda it: (it.outcome is not Outcome.REFUTED, it.path, it.line)))


def remarks_of(report: Report) -> Iterator[Remark]:
    """What one validator says of places."""
    for found in report.findings:
        yield Remark(Outcome.REFUTED, found.validator, found.rule, found.path, found.line, found.message, found.fix)
    for task in report.tasks:
        if task.outcome is Outcome.UNPROVEN:
            path, _, line = task.ref.rpartition(":")
            fix = RULES[task.rule].fix if task.rule in RULES else ""
            number = int(line) if line.isdigit() else 0
            yield Remark(task.outcome, report.validator, task.rule, path, number, task.reason, fix)


def show(console: Console, verdict: Verdict, prefix: str) -> None:
    """Print each remark, then a line for each validator; ``prefix`` is what leads to the content from here."""
    found = remarks(verdict)
    for remark in found:
        _show_remark(console, remark, prefix)
    for report in verdict.reports:
        _show_report(console, report)
    refuted = sum(remark.outcome is Outcome.REFUTED for remark in found)
    console.print()
    console.print(Text(_summary(verdict, refuted), style=f"bold {_COLOURS[verdict.outcome]}"))
    if any(remark.rule in RULES for remark in found):
        console.print(Text("Explain a rule: syncopate rule NAME", style="dim"))


def _show_remark(console: Console, remark: Remark, prefix: str) -> None:
    where = Text(printable(f"{prefix}{remark.place}"), style="bold")
    label = f"{remark.outcome.value}: {remark.rule or remark.validator}"
    console.print(where, soft_wrap=True)
    console.print(Text(f"  {printable(label)}", style=_COLOURS[remark.outcome]))
    _paragraph(console, remark.message, "")
    if remark.advice:
        _paragraph(console, remark.advice, "dim")
    console.print()


def _paragraph(console: Console, text: str, style: str) -> None:
    for line in textwrap.wrap(
        printable(" ".join(text.split())),
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        console.print(Text(line, style=style), soft_wrap=True)


def _show_report(console: Console, report: Report) -> None:
    reason = _reason(report)
    head = f"{report.validator:<10} {report.outcome.value:<9} {report.seconds:4.1f} s  "
    lines = textwrap.wrap(printable(reason), WIDTH - len(head), break_long_words=False) or [""]
    first = Text(f"{report.validator:<10} ")
    first.append(f"{report.outcome.value:<9}", style=_COLOURS[report.outcome])
    first.append(f" {report.seconds:4.1f} s  {lines[0]}")
    first.rstrip()
    console.print(first, soft_wrap=True)
    for line in lines[1:]:
        console.print(Text(f"{' ' * len(head)}{line}"), soft_wrap=True)


def _reason(report: Report) -> str:
    count = len(report.findings)
    if count and not report.reason:
        return f"{count} finding{'s' * (count != 1)}"
    said = " ".join(report.reason.split())
    return said if len(said) <= _MOST_REASON else f"{said[:_MOST_REASON]}…"


def _summary(verdict: Verdict, refuted: int) -> str:
    if verdict.outcome is Outcome.REFUTED:
        return f"refuted: {refuted} finding{'s' * (refuted != 1)}"
    if verdict.outcome is Outcome.UNPROVEN:
        return "nothing is refuted; what is unproven needs a person's look"
    return "nothing is wrong with the change"
