"""What is found, and which of it the change adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.domain.verdict import Finding, Outcome, TaskResult
from agent.validators.names.rules import RULES
from knowledge.content.model import Place, Task

VALIDATOR = "names"


@dataclass(frozen=True)
class Fault:
    """A name that leads nowhere.

    Attributes:
        rule: the rule's name.
        path: file, relative to the content's root.
        line: 1-based.
        what: what was found, for the person who reads it.
        construct: what makes two faults the same, whatever line they stand on.
        fix: what to write instead; empty where only the rule's general answer is known.
        doubt: why it might be right after all; empty when it is refuted.
        task: the task it stands in, where there is one.
    """

    rule: str
    path: str
    line: int
    what: str
    construct: str
    fix: str = ""
    doubt: str = ""
    task: Task | None = field(default=None, compare=False)

    @property
    def place(self) -> Place:
        """Its task's place, which is what a person accepts by name, else its own."""
        return self.task.place if self.task else Place(self.path, self.line, self.line)

    def finding(self) -> Finding:
        """What a refuted fault says."""
        rule = RULES[self.rule]
        message = f"{self.what}. {rule.why}"
        return Finding(
            validator=VALIDATOR,
            rule=self.rule,
            path=self.path,
            line=self.line,
            message=message,
            fix=self.fix or rule.fix,
        )

    def result(self) -> TaskResult:
        """What a doubtful fault says."""
        return TaskResult(
            ref=self.place.ref,
            name=(self.task.name if self.task else "") or self.what,
            outcome=Outcome.UNPROVEN,
            reason=f"{self.what}: {self.doubt}",
            rule=self.rule,
        )


def added(before: Iterable[Fault], after: Iterable[Fault]) -> Iterator[Fault]:
    """The faults that the change adds: each fault of the base pays for one equal fault, wherever it stands."""
    purse = Counter((fault.rule, fault.construct) for fault in before)
    for fault in after:
        if purse[fault.rule, fault.construct] > 0:
            purse[fault.rule, fault.construct] -= 1
        else:
            yield fault
