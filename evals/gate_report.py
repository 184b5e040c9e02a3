"""The report: everything in it is counted, nothing is typed."""

from __future__ import annotations

import platform
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

from evals.changes import Change, Origin
from evals.gate_scores import Measured, Score, alarms, kinds, refutations, totals
from evals.judging import BROKEN
from evals.mutants import KINDS

PACKAGES = ("ansible-core", "ansible", "ansible-lint", "syncopate")
LONGEST = 160
MOST_RULES = 12


def report(measured: Measured, picture: str) -> str:
    """The report as Markdown; ``picture`` is the chart's file name."""
    sections = (
        _head(measured),
        _summary(measured, picture),
        _kinds(measured),
        _missed(measured),
        _fixes(measured),
        _alarms(measured),
        _whole(measured),
        _broken(measured),
        _speed(measured),
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def _head(measured: Measured) -> Iterator[str]:
    yield "# How good the static gate is"
    yield ""
    yield "Written by `python -m evals.gate`; nothing in it is typed by hand. Known-good roles got one fault each,"
    yield "small real bug fixes were undone, real commits were replayed; all of them were judged as changes."
    yield "A finding of the linter about style (names, layout, `fqcn`) does not count as having caught a fault,"
    yield "whoever reports it."
    yield ""
    python, cpu = platform.python_version(), f"{platform.machine()}, {platform.system()}"
    yield f"{measured.date}; seed {measured.seed}; Python {python}; {cpu}; " + ", ".join(
        f"{name} {version(name)}" for name in PACKAGES
    )
    yield f"Validators: {', '.join(measured.validators)}."
    yield ""
    rows = [
        [it.name, it.head[:12], *(sum(c.source == it.name for c in measured.of(origin)) for origin in Origin)]
        for it in measured.sources
    ]
    yield from _table(["repository", "commit", *(origin.value for origin in Origin)], rows)
    if not measured.of(Origin.REPLAYED):
        yield ""
        yield "**Left out**: public repositories. None was given (`--repository PATH`), so no bug fix was undone and no"
        yield "commit replayed, and the faults stand in this project's own collection only."


def _summary(measured: Measured, picture: str) -> Iterator[str]:
    yield from ("", "## Faults caught", "")
    yield from _scores(totals(measured), measured)
    yield ""
    yield "A fault is caught by a validator that refutes the change; *unproven* are those that nobody refutes, but that"
    yield "somebody says not to have been able to judge. For Ansible's own tools every new message counts, from the"
    yield "linter on the changed files and from `--syntax-check` on a play with the changed role; on what failed before"
    yield "the change already, they can't tell."
    unjudged = sum(
        measured.judgements.visible(it.source, it.commit) == "unjudged" for it in measured.of(Origin.REVERSED)
    )
    if unjudged:
        yield from ("", f"Of the bug fixes, {unjudged} were not yet sorted into visible and invisible ones.")
    yield from ("", f"![Faults caught by kind]({picture})")


def _kinds(measured: Measured) -> Iterator[str]:
    for title, dangerous in (("Static faults by kind", False), ("Dangerous faults by kind", True)):
        yield from ("", f"## {title}", "")
        yield from _scores(kinds(measured, dangerous=dangerous), measured)
    absent = {kind.name for kind in KINDS} - {change.kind for change in measured.changes}
    if absent:
        yield from ("", f"Found no place for: {', '.join(sorted(absent))}.")


def _scores(scores: Sequence[Score], measured: Measured) -> Iterator[str]:
    head = ["", "n", "gate", *measured.validators, "unproven", "ansible-lint", "lint + syntax-check"]
    rows = [
        [
            it.label,
            it.changes,
            f"**{_share(it.gate, it.changes)}**",
            *it.by_validator.values(),
            it.left_open,
            _share(it.lint, it.changes),
            _share(it.lint_and_syntax, it.changes),
        ]
        for it in scores
    ]
    return _table(head, rows)


def _missed(measured: Measured) -> Iterator[str]:
    missed = [change for change in measured.of(Origin.SEEDED) if not measured.caught(change)]
    yield from ("", "## Seeded faults that were missed", "")
    rows = [[it.kind, it.source, it.place, it.what, _said(measured, it)] for it in missed]
    yield from _table(["kind", "repository", "place", "fault", "unproven, and why"], rows)


def _said(measured: Measured, change: Change) -> str:
    reports = measured.ours.get(change.id, {})
    open_reports = {name: it for name, it in reports.items() if it["outcome"] in {"unproven", BROKEN}}
    return "; ".join(f"{name}: {_reason(it)}" for name, it in open_reports.items())


def _reason(said: dict[str, Any]) -> str:
    tasks = said.get("unproven") or [{"reason": ""}]
    return str(tasks[0]["reason"] or said["reason"])


def _fixes(measured: Measured) -> Iterator[str]:
    yield from ("", "## Bug fixes undone", "")
    yield "Whether a bug can be seen in the text at all was judged from the commit alone (evals/judgements.yaml)."
    yield ""
    rows = []
    for change in measured.of(Origin.REVERSED):
        lint, both = measured.tools(change)
        tools = "ansible-lint" if lint else "syntax-check" if both else ""
        visible = measured.judgements.visible(change.source, change.commit)
        rows.append(
            [change.source, change.commit[:10], change.what, visible, ", ".join(measured.caught(change)), tools]
        )
    yield from _table(["repository", "commit", "fix", "bug", "caught by", "Ansible's own"], rows)


def _alarms(measured: Measured) -> Iterator[str]:
    replayed = measured.of(Origin.REPLAYED)
    yield from ("", "## False alarms: real commits as changes", "")
    rows = [alarms(measured, it.name, [c for c in replayed if c.source == it.name]) for it in measured.sources]
    rows += [alarms(measured, f"by {name}", replayed, name) for name in measured.validators]
    rows.append(alarms(measured, "all", replayed))
    cells = [
        [it.label, it.commits, it.refuted, it.some_false, f"{_share(it.only_false, it.commits)}", it.unjudged]
        for it in rows
        if it.commits
    ]
    head = ["", "commits", "refuted", "with a false finding", "for false findings only", "with an unjudged finding"]
    yield from _table(head, cells)
    yield from ("", "### Every refutation", "")
    listed = [
        [it.change.source, it.change.commit[:10], f"{it.rule} ({it.count})", it.place, it.message, it.judgement, it.why]
        for change in replayed
        for it in refutations(measured, change)
    ]
    yield from _table(["repository", "commit", "rule", "first place", "message", "judgement", "why"], listed)


def _whole(measured: Measured) -> Iterator[str]:
    yield from ("", "## Unchanged repositories, as if all of them were new", "")
    rows = []
    for change in measured.of(Origin.WHOLE):
        for name, said in measured.ours.get(change.id, {}).items():
            rules = Counter(finding["rule"] for finding in said["findings"])
            words = ", ".join(f"{rule} ({count})" for rule, count in rules.most_common(MOST_RULES))
            rows.append([change.source, name, said["outcome"], sum(rules.values()), words or said["reason"]])
    yield from _table(["repository", "validator", "outcome", "findings", "rules, or the reason"], rows)


def _broken(measured: Measured) -> Iterator[str]:
    rows = [
        [change.origin.value, change.source, change.commit[:10] or change.place, name, said["reason"]]
        for change in measured.changes
        for name, said in measured.ours.get(change.id, {}).items()
        if said["outcome"] == BROKEN
    ]
    rows += [
        [it.origin.value, it.source, it.commit[:10] or it.place, "Ansible's own", measured.theirs[it.id]["broken"]]
        for it in measured.changes
        if "broken" in measured.theirs.get(it.id, {})
    ]
    yield from ("", "## Judged by nobody: a tool broke", "")
    yield from _table(["origin", "repository", "change", "validator", "what it said"], rows)


def _speed(measured: Measured) -> Iterator[str]:
    yield from ("", "## Seconds for a change", "", "Several at once on this machine; whole repositories left out.", "")
    rows = []
    for name in measured.validators:
        reports = [measured.ours.get(it.id, {}).get(name) for it in measured.changes if it.origin is not Origin.WHOLE]
        seconds = sorted(it["seconds"] for it in reports if it)
        if seconds:
            rows.append([name, f"{statistics.median(seconds):.2f}", f"{seconds[-1]:.2f}"])
    yield from _table(["validator", "median", "most"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    if not lines:
        yield "None."
        return
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from lines


def _cell(value: object) -> str:
    text = " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;").replace("{", "&#123;")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f}%)" if whole else "0"
