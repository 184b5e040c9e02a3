"""The validator: applies the rules to what the change adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from agent.domain.verdict import Finding, Outcome, Report, TaskResult
from agent.ports import Subject
from agent.validators.changes import changes
from agent.validators.policy.consent import consent
from agent.validators.policy.downloads import downloads
from agent.validators.policy.files import files, unreadable
from agent.validators.policy.jinja import templates
from agent.validators.policy.lookups import in_loops, in_templates
from agent.validators.policy.rules import RULES, Hit, Level
from agent.validators.policy.secrets import secrets
from agent.validators.policy.silencing import silencing
from agent.validators.policy.sources import Sources, sources


class Policy:
    """Reads the changed files of both trees and refutes what the change adds against the rules.

    A construct that was there before, on whatever line, is not held against the change.
    """

    name = "policy"

    def validate(self, subject: Subject) -> Report:
        """Judge the change from its text alone; nothing runs and nothing is raised for what the text holds."""
        changed = changes(subject.before.root, subject.after.root)
        old = constructs(sources(subject.before, (*changed.altered, *changed.removed)))
        new = constructs(sources(subject.after, changed.present))
        hits = (*files(subject, changed), *added(old, new))
        refuted = [hit for hit in hits if not subject.trusted or RULES[hit.rule].level is Level.FORBIDDEN]
        findings = tuple(dict.fromkeys(self._finding(hit) for hit in refuted))
        tasks = tuple(dict.fromkeys(_result(hit) for hit in hits if hit not in refuted))
        if findings:
            return Report(validator=self.name, outcome=Outcome.REFUTED, findings=findings, tasks=tasks)
        if tasks:
            return Report(validator=self.name, outcome=Outcome.UNPROVEN, tasks=tasks, reason="needs a person's consent")
        return Report(validator=self.name, outcome=Outcome.PROVEN, reason=f"changed files read: {len(changed.present)}")

    def _finding(self, hit: Hit) -> Finding:
        rule = RULES[hit.rule]
        message = f"{hit.what}: {rule.why}"
        return Finding(validator=self.name, rule=hit.rule, path=hit.path, line=hit.line, message=message, fix=rule.fix)


def constructs(found: Sources) -> Iterator[Hit]:
    """Everything in the files that a rule is about."""
    for template in templates(found):
        if isinstance(template, Hit):
            yield template
        else:
            yield from in_templates(template)
    yield from in_loops(found)
    yield from downloads(found)
    yield from secrets(found)
    yield from consent(found)
    yield from silencing(found)
    yield from unreadable(found)


def added(before: Iterable[Hit], after: Iterable[Hit]) -> Iterator[Hit]:
    """The hits that the change adds: each construct of the base pays for one equal construct."""
    purse = Counter((hit.rule, hit.construct) for hit in before)
    for hit in after:
        if purse[hit.rule, hit.construct] > 0:
            purse[hit.rule, hit.construct] -= 1
        else:
            yield hit


def _result(hit: Hit) -> TaskResult:
    return TaskResult(
        ref=f"{hit.path}:{hit.line}",
        name=hit.task or hit.what,
        outcome=Outcome.UNPROVEN,
        reason=f"{hit.what}: {RULES[hit.rule].why}",
        rule=hit.rule,
    )
