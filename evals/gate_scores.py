"""What the measurement comes down to: who caught what, and whose refutation was wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evals.changes import Change, Origin
from evals.judgements import UNJUDGED, Judgements
from evals.mutants import KINDS
from evals.sources import Source

STYLE = re.compile(
    r"(lint/)?(yaml\[(?!key-duplicates|octal-values)[^]]*\]|fqcn|name\[|key-order|jinja\[spacing\]|var-naming|meta-|galaxy|no-free-form"
    r"|no-changed-when|command-instead-of|risky-shell-pipe|no-handler|package-latest|literal-compare|no-same-owner"
    r"|role-name|schema\[meta\]|ignore-errors|empty-string-compare|no-relative-paths|partial-become|run-once"
    r"|loop-var-prefix|deprecated-bare-vars|only-builtins|complexity|no-tabs|sanity|playbook-extension|latest).*"
)
"""Findings of the linter about how it is written. They don't tell of a fault, whoever reports them."""
DANGEROUS = frozenset(kind.name for kind in KINDS if kind.dangerous)
TOOLS = ("ansible-lint", "lint + syntax-check")


@dataclass(frozen=True)
class Measured:
    """Everything the report is made from.

    Attributes:
        sources: the repositories.
        changes: what was judged.
        ours: what each validator says of a change, by the change's id.
        theirs: what Ansible's own tools find in it, likewise.
        judgements: what a person said of refutations.
        seed: what chance was made from.
        date: when it was measured.
    """

    sources: tuple[Source, ...]
    changes: tuple[Change, ...]
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]
    judgements: Judgements
    seed: int
    date: str

    def of(self, *origins: Origin) -> list[Change]:
        """The changes of some origins."""
        return [change for change in self.changes if change.origin in origins]

    @property
    def validators(self) -> tuple[str, ...]:
        """Names of the validators that were asked, in their order."""
        names = dict.fromkeys(name for change in self.changes for name in self.ours.get(change.id, {}))
        return tuple(name for name in names if name != "reader")

    def caught(self, change: Change) -> tuple[str, ...]:
        """The validators that refute a change for more than its style."""
        said = self.ours.get(change.id, {})
        return tuple(name for name in self.validators if name in said and any(_tells(said[name], name)))

    def left_open(self, change: Change) -> bool:
        """Whether nobody refutes a change and somebody can't prove it."""
        said = self.ours.get(change.id, {}).values()
        return not self.caught(change) and any(report["outcome"] == "unproven" for report in said)

    def tools(self, change: Change) -> tuple[bool, bool]:
        """Whether ansible-lint alone, and whether it or the syntax check, finds a fault."""
        said = self.theirs.get(change.id, {"lint": [], "syntax": []})
        lint = any(not STYLE.match(finding) for finding in said["lint"])
        return lint, lint or bool(said["syntax"])


def _tells(report: Mapping[str, Any], validator: str) -> Iterator[bool]:
    """For each finding, whether it tells of a fault."""
    if report["outcome"] == "refuted":
        for finding in report["findings"]:
            yield validator != "lint" or not STYLE.match(finding["rule"])


@dataclass(frozen=True)
class Score:
    """How many changes of a kind there are, and who caught how many."""

    label: str
    changes: int
    gate: int
    by_validator: Mapping[str, int]
    lint: int
    lint_and_syntax: int
    left_open: int


def score(measured: Measured, label: str, changes: Iterable[Change]) -> Score:
    """Count who caught how many of some changes."""
    found = list(changes)
    caught = [measured.caught(change) for change in found]
    tools = [measured.tools(change) for change in found]
    return Score(
        label=label,
        changes=len(found),
        gate=sum(bool(names) for names in caught),
        by_validator={name: sum(name in names for names in caught) for name in measured.validators},
        lint=sum(lint for lint, _ in tools),
        lint_and_syntax=sum(both for _, both in tools),
        left_open=sum(measured.left_open(change) for change in found),
    )


def kinds(measured: Measured, *, dangerous: bool) -> list[Score]:
    """A score for each kind of seeded fault that could be made."""
    seeded = measured.of(Origin.SEEDED)
    names = [kind.name for kind in KINDS if kind.dangerous is dangerous]
    scores = [score(measured, name, [change for change in seeded if change.kind == name]) for name in names]
    return [it for it in scores if it.changes]


def totals(measured: Measured) -> list[Score]:
    """The figures that the aims are about."""
    seeded, fixes = measured.of(Origin.SEEDED), measured.of(Origin.REVERSED)
    visible = [it for it in fixes if measured.judgements.visible(it.source, it.commit) == "visible"]
    groups = {
        "static kinds": [change for change in seeded if change.kind not in DANGEROUS],
        "dangerous kinds": [change for change in seeded if change.kind in DANGEROUS],
        "bug fixes undone, all": fixes,
        "bug fixes undone, bug visible in the text": visible,
    }
    return [score(measured, label, changes) for label, changes in groups.items() if changes]


@dataclass(frozen=True)
class Refutation:
    """A rule that refutes a commit: how often, where first, and what was judged of it."""

    change: Change
    rule: str
    count: int
    place: str
    message: str
    judgement: str
    why: str


def refutations(measured: Measured, change: Change) -> list[Refutation]:
    """What a change is refuted for, a rule at a time; style counts, since it refutes too."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for name, report in measured.ours.get(change.id, {}).items():
        for finding in report["findings"] if report["outcome"] == "refuted" else ():
            found.setdefault(f"{name}/{finding['rule']}", []).append(finding)
    return [_refutation(measured, change, rule, findings) for rule, findings in found.items()]


def _refutation(measured: Measured, change: Change, rule: str, findings: list[Mapping[str, Any]]) -> Refutation:
    said = [measured.judgements.of(change.source, change.commit, rule, it["message"]) for it in findings]
    wrong = next((number for number, it in enumerate(said) if it is not None and not it.justified), None)
    at = wrong if wrong is not None else next((number for number, it in enumerate(said) if it is None), 0)
    judgement = said[at]
    return Refutation(
        change=change,
        rule=rule,
        count=len(findings),
        place=f"{findings[at]['path']}:{findings[at]['line']}",
        message=findings[at]["message"],
        judgement=UNJUDGED if judgement is None else "true" if judgement.justified else "false",
        why="" if judgement is None else judgement.why,
    )


@dataclass(frozen=True)
class Alarm:
    """How many commits were replayed, refuted, and refuted wrongly: with some, or with nothing but, false findings."""

    label: str
    commits: int
    refuted: int
    some_false: int
    only_false: int
    unjudged: int


def alarms(measured: Measured, label: str, changes: Iterable[Change], validator: str = "") -> Alarm:
    """Sort commits by what was judged of their refutations, those of one validator where it is named."""
    counts = {"refuted": 0, "some_false": 0, "only_false": 0, "unjudged": 0}
    total = 0
    for change in changes:
        total += 1
        said = [
            it.judgement for it in refutations(measured, change) if it.rule.startswith(f"{validator}/") or not validator
        ]
        counts["refuted"] += bool(said)
        counts["some_false"] += "false" in said
        counts["only_false"] += bool(said) and set(said) == {"false"}
        counts["unjudged"] += UNJUDGED in said
    return Alarm(label, total, **counts)
