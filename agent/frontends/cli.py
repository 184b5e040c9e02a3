"""The command line. Each command imports what it needs when it is called, so that ``--help`` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from agent.frontends.boundary import guarded, interruptible
from agent.frontends.options import Choice, Format, Options

app = typer.Typer(
    name="syncopate",
    help="Plan, prove and merge changes to Ansible collections.",
    epilog="Exit codes: 0 done, 1 error, 2 usage, 3 refuted, 4 awaiting approval, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Collection = Annotated[
    Path | None,
    typer.Option(
        exists=True, help="Collection, role or playbook repository; else the nearest enclosing one, else ./collection."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
RunId = Annotated[str, typer.Argument(metavar="ID", help="A run's id, or the beginning of it.")]
Accept = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE:LINE", help="Accept this one unproven task; may be given several times."),
]
Facts = Annotated[Path | None, typer.Option(help="JSON file of facts of the system it is for; else this machine.")]


@app.command()
def propose(
    request: Annotated[str, typer.Argument(help="What should hold, in plain words.")],
    collection: Collection = None,
    facts: Facts = None,
    model: Annotated[str, typer.Option(help="Chat model, such as openai:gpt-4.1; else the embedded author.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Approve if nothing is refuted or unproven.")] = False,
    no_merge: Annotated[bool, typer.Option("--no-merge", help="Stop before the merge and wait.")] = False,
    accept: Accept = None,
    json: Json = False,
) -> None:
    """Plan, write, prove and, once approved, merge."""
    options = Options(
        words=request,
        collection=collection,
        facts=facts,
        model=model,
        yes=yes,
        merge=not no_merge,
        accept=tuple(accept or ()),
        json=json,
    )
    _call("propose", "propose", options)


@app.command()
def check(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="PATH|REV|REV..REV",
            help="Content whose uncommitted changes are judged, or a commit, or what lies between two.",
        ),
    ] = None,
    staged: Annotated[bool, typer.Option("--staged", help="Judge what is staged for the next commit.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Judge all of it as if it were new.")] = False,
    collection: Collection = None,
    form: Annotated[Format, typer.Option("--format", help="How to print what was found.")] = Format.TEXT,
) -> None:
    """Say what is wrong with a change that is made already."""
    _call("check", "check", Choice(what, collection, staged=staged, everything=everything), form)


@app.command()
def rule(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A rule's name; else all are listed.")] = "",
    json: Json = False,
) -> None:
    """Explain a rule, with a wrong and a right example."""
    _call("rule", "rule", name, json)


@app.command()
def facts(file: Facts = None, json: Json = False) -> None:
    """Show the declared facts; nothing else is kept."""
    _call("facts", "facts", file, json)


@app.command()
def index(
    collection: Collection = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Throw the index away first.")] = False,
    json: Json = False,
) -> None:
    """Bring the documentation index up to date."""
    _call("index", "index", collection, rebuild, json)


@app.command("list")
def list_runs(json: Json = False) -> None:
    """List all runs, newest first."""
    _call("history", "list_runs", json)


@app.command()
def show(run: RunId, json: Json = False) -> None:
    """Show a run: plan, diff, verdict, outcome."""
    _call("history", "show_run", run, json)


@app.command()
def approve(run: RunId, accept: Accept = None, json: Json = False) -> None:
    """Approve a waiting run and merge what was validated."""
    _call("answer", "approve_run", run, tuple(accept or ()), json)


@app.command()
def reject(run: RunId, reason: Annotated[str, typer.Option(help="Why.")] = "", json: Json = False) -> None:
    """Reject a waiting run; nothing is changed."""
    _call("answer", "reject_run", run, reason, json)


@app.command()
def resume(run: RunId, json: Json = False) -> None:
    """Go on with a run where it was interrupted."""
    _call("answer", "resume_run", run, json)


@app.command()
def undo(run: RunId, json: Json = False) -> None:
    """Revert the commit of a merged run."""
    _call("undo", "undo_run", run, json)


@app.command()
def config(json: Json = False) -> None:
    """Show every setting and where it comes from."""
    _call("config", "config", json)


@app.command()
def doctor(json: Json = False) -> None:
    """Say what this machine lacks."""
    _call("doctor", "doctor", json)


def _call(module: str, verb: str, *arguments: Any) -> None:
    """Call a verb with the settings and its arguments, inside the error boundary, and exit with its code."""

    def run() -> int:
        from agent.settings import load  # noqa: PLC0415 - costs 0.3 s, which --help need not pay

        settings = load()
        home = import_module(f"agent.frontends.{module}")
        function: Callable[..., int] = getattr(home, verb)
        return function(settings, *arguments)

    raise typer.Exit(guarded(run))


def main() -> None:
    """Entry point of the console script."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    interruptible()
    app()
