"""Shows a run to a person: plan, diff, verdict, and what to do next."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from agent.domain.plan import Plan
from agent.domain.verdict import Outcome, TaskResult, Verdict
from agent.frontends.console import Console
from agent.frontends.runs import Run
from agent.frontends.status import Status
from agent.frontends.text import printable

COLOURS = {Outcome.PROVEN: "green", Outcome.REFUTED: "red", Outcome.UNPROVEN: "yellow"}
MOST_DIFF_LINES = 6


def show(console: Console, run: Run) -> None:
    """Print all that is known of a run."""
    state = run.state
    if "plan" in state:
        show_plan(console, state["plan"])
    if (proposal := state.get("proposal")) is not None:
        show_diff(console, proposal.diff)
    if (verdict := state.get("verdict")) is not None:
        show_verdict(console, verdict, run.id)
    _show_end(console, run)


def show_plan(console: Console, plan: Plan) -> None:
    """Print a plan: its steps, what is so already, and what nobody will act on."""
    _line(console, "Plan", plan.summary, "bold")
    for step in plan.steps:
        _line(console, "  do     ", f"{step.summary} -> {step.path}", "cyan")
        _line(console, "  because", step.reason, "dim")
    for label, items, style in (
        ("  so already", plan.already, "green"),
        ("  note", plan.assumptions, "yellow"),
        ("  asked", tuple(f"{ask.text} (taken: {ask.default})" for ask in plan.questions), "yellow"),
        ("  not done", plan.not_understood, "red"),
    ):
        for item in items:
            _line(console, label, item, style)
    console.print()


def show_diff(console: Console, diff: str) -> None:
    """Print a unified diff in colour, with control characters made visible."""
    for line in diff.splitlines():
        if line.startswith("index "):
            continue
        style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
        if line.startswith(("diff ", "--- ", "+++ ")):
            style = "bold"
        console.print(Text(printable(line), style=style), soft_wrap=True)
    console.print()


def show_verdict(console: Console, verdict: Verdict, run_id: str) -> None:
    """Print the verdict: a row for each validator that ran, then each task's result and each finding."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("validator", "outcome", "time", "what it rests on"):
        table.add_column(heading, overflow="fold")
    for report in verdict.reports:
        outcome = Text(report.outcome.value, style=COLOURS[report.outcome])
        table.add_row(report.validator, outcome, f"{report.seconds:.1f} s", Text(printable(report.reason)))
    console.print(table)
    for report in verdict.reports:
        for task in report.tasks:
            _show_task(console, task, run_id)
    for found in verdict.findings:
        _line(console, f"  {found.path}:{found.line}", f"[{found.rule}] {found.message}", "red")
        if found.fix:
            _line(console, "    instead", found.fix, "dim")
    console.print()


def _show_task(console: Console, task: TaskResult, run_id: str) -> None:
    reason = f": {task.reason}" if task.reason else ""
    _line(console, f"  {task.ref}", f"{task.name}: {task.outcome.value}{reason}", COLOURS[task.outcome])
    lines = task.diff.splitlines()
    for line in lines[:MOST_DIFF_LINES]:
        console.print(Text(f"      {printable(line)}", style="dim"), soft_wrap=True)
    if len(lines) > MOST_DIFF_LINES:
        _line(console, "      ...", f"{len(lines) - MOST_DIFF_LINES} more lines: syncopate show {run_id} --json", "dim")


def _show_end(console: Console, run: Run) -> None:
    state, status = run.state, run.status
    if status is Status.AWAITING and (verdict := state.get("verdict")) is not None:
        _line(console, "Waiting for you", "approve it, or reject it:", "bold")
        accepts = "".join(f" --accept {task.ref}" for task in verdict.unproven)
        _command(console, f"syncopate approve {run.id}{accepts}")
        _command(console, f"syncopate reject {run.id}")
    elif status is Status.MERGED:
        receipt = state["receipt"]
        _line(console, "Merged", f"{receipt.commit[:10]} on {receipt.branch}; to undo it:", "bold")
        _command(console, f"syncopate undo {run.id}")
        if not receipt.work_tree_updated:
            _line(console, "  note", "the branch is not checked out, so no file was touched", "dim")
    elif status is Status.UNDONE:
        _line(console, "Undone", f"by {state['undone'].commit[:10]}", "bold")
    elif status is Status.UNFINISHED:
        _line(console, "Unfinished", f"it stopped before {', '.join(run.pending)}; to go on with it:", "bold")
        _command(console, f"syncopate resume {run.id}")
    else:
        _line(console, run.status.value.capitalize(), "nothing was changed", "bold")


def _line(console: Console, label: str, text: str, style: str) -> None:
    """A label, and its text beside it, wrapped at words where the terminal is narrow."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(printable(label), style=style), Text(printable(text)))
    console.print(grid)


def _command(console: Console, command: str) -> None:
    """A command to copy: one line, however narrow the terminal."""
    console.print(Text(f"  {printable(command)}", style="cyan"), soft_wrap=True)
