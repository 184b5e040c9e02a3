"""``syncopate check``: what is wrong with a change that is made already, without a model and without an instance."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent import wiring
from agent.adapters.git import comparison
from agent.adapters.git.comparison import Comparison
from agent.adapters.git.target import Place, locate
from agent.domain.facts import SystemFacts
from agent.domain.proposal import Base, Proposal
from agent.domain.verdict import Outcome, Report, Verdict
from agent.errors import ContentError, RepositoryError, UsageError
from agent.frontends.console import Console
from agent.frontends.document import dumps
from agent.frontends.findings import remarks_of, show
from agent.frontends.options import Choice, Format
from agent.frontends.sarif import sarif
from agent.frontends.text import printable
from agent.ports import Subject
from agent.settings import Settings
from agent.validators.judging import Judgement, judge
from agent.validators.own_policy import FILE
from knowledge.content.model import Content
from knowledge.content.reader import read

REFUTED = 3
"""Exit code for a refuted change."""


def check(settings: Settings, choice: Choice, form: Format) -> int:
    """Judge a change and print what was found; returns the exit code.

    Raises:
        UsageError: the choice contradicts itself.
        RepositoryError: there is no such change, or the repository is unfit.
        ContentError: there is no Ansible content.
    """
    place, change = chosen(choice)
    before, after = comparison.unpacked(place, change, settings.cache / "trees")
    judgement = judge(_subject(change, before, after), wiring.readers(settings), wiring.static_tools())
    _print(judgement, place, change, form)
    for error in judgement.breakages:
        sys.stderr.write(f"error: {printable(str(error))}\n")
    if judgement.verdict.outcome is Outcome.REFUTED:
        return REFUTED
    return judgement.breakages[0].exit_code if judgement.breakages else 0


def chosen(choice: Choice) -> tuple[Place, Comparison]:
    """Find out what is compared with what.

    Raises:
        UsageError: the choice contradicts itself.
        RepositoryError: there is no such change, or the repository is unfit.
        ContentError: there is no Ansible content.
    """
    place, revision = _meant(choice)
    if revision and choice.staged:
        raise UsageError("--staged and a revision contradict each other", where=revision, hint="give one of them")
    if revision:
        change = comparison.revision(place, revision)
    else:
        change = comparison.staged(place) if choice.staged else comparison.uncommitted(place)
    return place, comparison.everything(place, change, FILE) if choice.everything else change


def _meant(choice: Choice) -> tuple[Place, str]:
    """The content that is meant, and a revision if one is named."""
    what = choice.what
    if what is None:
        return _content(choice.collection), ""
    if not os.path.lexists(what):
        return _content(choice.collection), what
    if choice.collection is not None:
        raise UsageError("two paths are given", where=what, hint="give the path, or --collection, not both")
    place = locate(Path(what))
    if comparison.is_revision(place, what):
        raise UsageError("this is both a path and a revision", where=what, hint=f"write ./{what}, or refs/heads/{what}")
    return place, ""


def _content(given: Path | None) -> Place:
    """The content at the given path, else the nearest enclosing one, else ``./collection``."""
    if given is not None:
        return locate(given)
    here = Path.cwd()
    try:
        return locate(here)
    except (ContentError, RepositoryError):
        if (here / "collection").is_dir():
            return locate(here / "collection")
        raise


def _subject(change: Comparison, before: Path, after: Path) -> Subject:
    new = read(after)
    return Subject(
        proposal=Proposal(
            base=Base(commit=change.commit, tree=change.before),
            edits=(),
            tree=change.after,
            diff=change.diff,
            paths=change.paths,
        ),
        facts=SystemFacts(os_family="", distribution=""),
        before=_old(before, new),
        after=new,
        trusted=True,
    )


def _old(before: Path, new: Content) -> Content:
    """What was there; content of the same kind without anything in it where there was none."""
    try:
        return read(before)
    except ContentError:
        return Content(root=before.resolve(), kind=new.kind, name=new.name, roles={})


def _print(judgement: Judgement, place: Place, change: Comparison, form: Format) -> None:
    verdict, prefix = judgement.verdict, f"{place.subpath}/" if place.subpath else ""
    if form is Format.SARIF:
        sys.stdout.write(dumps(sarif(verdict, prefix)) + "\n")
    elif form is Format.JSON:
        sys.stdout.write(dumps(_document(verdict, place, change)) + "\n")
    else:
        console = Console(highlight=False)
        count = len(change.paths)
        head = f"{change.title}: {count} file{'s' * (count != 1)} of {place.root / place.subpath}"
        console.print(printable(head), markup=False, soft_wrap=True)
        for left in change.left_out:
            console.print(printable(f"not judged: {left.path}: {left.reason}"), markup=False, soft_wrap=True)
        console.print()
        show(console, verdict, _from_here(place))


def _document(verdict: Verdict, place: Place, change: Comparison) -> dict[str, Any]:
    """The whole verdict; paths are relative to ``content``."""
    return {
        "outcome": verdict.outcome.value,
        "change": change.title,
        "base": change.commit,
        "content": str(place.root / place.subpath),
        "paths": list(change.paths),
        "left_out": [{"path": it.path, "reason": it.reason} for it in change.left_out],
        "validators": [_report(report) for report in verdict.reports],
    }


def _report(report: Report) -> dict[str, Any]:
    said = [(remark.outcome, asdict(remark)) for remark in remarks_of(report)]
    for _, remark in said:
        del remark["outcome"], remark["validator"]
    return {
        "name": report.validator,
        "outcome": report.outcome.value,
        "reason": report.reason,
        "seconds": report.seconds,
        "findings": [remark for outcome, remark in said if outcome is Outcome.REFUTED],
        "unproven": [remark for outcome, remark in said if outcome is Outcome.UNPROVEN],
    }


def _from_here(place: Place) -> str:
    """What leads to the content from the working directory, so that a terminal can open what is printed."""
    folder = os.path.relpath(place.root / place.subpath)
    return "" if folder == "." else f"{folder}/"
