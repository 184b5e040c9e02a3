"""``syncopate propose``: from words to a proven change, merged once approved."""

from __future__ import annotations

import secrets
import sys

from agent import wiring
from agent.domain.request import Request
from agent.errors import UsageError
from agent.frontends import review
from agent.frontends.console import Console
from agent.frontends.display import show
from agent.frontends.document import document, dumps
from agent.frontends.options import Options
from agent.frontends.progress import progress
from agent.frontends.runs import Run, open_runs
from agent.frontends.status import EXIT_CODES, Status
from agent.frontends.target import find_target
from agent.settings import Settings


def propose(settings: Settings, options: Options) -> int:
    """Run the main job; returns the exit code.

    Raises:
        UsageError: the request is empty, or options contradict each other.
    """
    if not options.words.strip():
        raise UsageError("the request is empty", hint='say what should hold: syncopate propose "install ardour"')
    if options.yes and not options.merge:
        raise UsageError("--yes and --no-merge contradict each other", hint="give one of them")
    author = options.model or settings.model or "embedded"
    request = Request(
        id=secrets.token_hex(4),
        words=options.words,
        target=find_target(options.collection),
        facts_file=str(options.facts.absolute()) if options.facts else None,
        author=author,
        repairs=0 if author == "embedded" else settings.repairs,  # it would write the same again
    )
    return carry(settings, options, request)


def carry(settings: Settings, options: Options, request: Request) -> int:
    """Drive a new run as far as the options allow, and show it."""
    tools = wiring.tools(settings, request)
    errors = Console(stderr=True)
    with open_runs(settings) as runs, progress(errors) as listener:
        errors.print(f"run {request.id}  {request.target.repository}", highlight=False, markup=False, soft_wrap=True)
        run = runs.start(request, tools, listener)
        listener.stop()
        if run.status is Status.AWAITING and options.merge:
            approval = review.decide(run, yes=options.yes, accept=options.accept, ask=_can_ask(options))
            if approval is not None:
                run = runs.answer(run, approval, tools, listener)
        listener.stop()
        return report(run, as_json=options.json)


def report(run: Run, *, as_json: bool) -> int:
    """Show a run on standard output; returns its exit code."""
    if as_json:
        sys.stdout.write(dumps(document(run)) + "\n")
    else:
        show(Console(), run)
    return EXIT_CODES[run.status]


def _can_ask(options: Options) -> bool:
    return not options.json and not options.yes and sys.stdin.isatty() and sys.stdout.isatty()
