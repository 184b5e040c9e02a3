"""What was proven, refuted, or left unproven. Findings are data; broken tools are exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from agent.domain.value import Value


class Outcome(StrEnum):
    """The three things a validator can say. Unproven is never shown as passed."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNPROVEN = "unproven"


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Refuted if any is, else unproven if any is, else proven."""
    found = set(outcomes)
    for outcome in (Outcome.REFUTED, Outcome.UNPROVEN):
        if outcome in found:
            return outcome
    return Outcome.PROVEN


class Finding(Value):
    """Something wrong with the change.

    Attributes:
        validator: who found it.
        rule: stable name of the rule, such as ``lookup-executes``.
        path: file relative to the target's root.
        line: 1-based line; 0 when the finding concerns the whole file.
        message: what is wrong, and why it matters.
        fix: what to write instead; empty when there is no general answer.
    """

    validator: str
    rule: str
    path: str
    line: int
    message: str
    fix: str = ""


class TaskResult(Value):
    """What one validator says of one task.

    Attributes:
        ref: the task as ``path:line``.
        name: the task's name.
        outcome: what was shown.
        reason: why it is refuted or unproven; for a proven one, what was seen (``would change``, ``no change``).
        diff: what the task would change or changed, as the module reported it.
        rule: stable name of the rule it is unproven for, where there is one.
    """

    ref: str
    name: str
    outcome: Outcome
    reason: str = ""
    diff: str = ""
    rule: str = ""


class Report(Value):
    """What one validator says of a proposal.

    Attributes:
        validator: its name.
        outcome: the worst of its parts.
        findings: what it refutes the change for.
        tasks: per-task results, where the validator has any.
        reason: why the whole is unproven, or what the proof rests on.
        seconds: wall-clock time it took.
    """

    validator: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    tasks: tuple[TaskResult, ...] = ()
    reason: str = ""
    seconds: float = 0.0


class Verdict(Value):
    """All reports on one tree. Validators that did not run have no report.

    Attributes:
        tree: the tree judged.
        reports: in the order the validators ran.
    """

    tree: str
    reports: tuple[Report, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst outcome; a verdict without reports proves nothing."""
        if not self.reports:
            return Outcome.UNPROVEN
        return worst(report.outcome for report in self.reports)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything the change was refuted for."""
        return tuple(finding for report in self.reports for finding in report.findings)

    @property
    def unproven(self) -> tuple[TaskResult, ...]:
        """What nobody proved, each with its reason.

        A report that is unproven without naming a task stands for itself, under its validator's name.
        """
        results: list[TaskResult] = []
        for report in self.reports:
            tasks = [task for task in report.tasks if task.outcome is Outcome.UNPROVEN]
            if not tasks and report.outcome is Outcome.UNPROVEN:
                whole = TaskResult(
                    ref=report.validator, name=report.validator, outcome=Outcome.UNPROVEN, reason=report.reason
                )
                tasks = [whole]
            results += tasks
        return tuple(results)
