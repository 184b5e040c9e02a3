"""Fakes that implement the agent's ports with scripted answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.domain.documentation import Documentation
from agent.domain.edits import Edit
from agent.domain.facts import SystemFacts
from agent.domain.plan import Plan
from agent.domain.proposal import Proposal
from agent.domain.verdict import Report, Verdict
from agent.ports import Brief, Subject
from knowledge.content.model import Content
from tests.fakes.values import DOCUMENTATION, FACTS


class FakeFacts:
    def gather(self) -> SystemFacts:
        return FACTS


class FakeRetriever:
    def retrieve(self, content: Content, query: str, *, limit: int) -> Documentation:
        return DOCUMENTATION


@dataclass
class FakeAuthor:
    """Gives one plan, and one list of edits for each try."""

    made: Plan
    tries: list[tuple[Edit, ...]]
    verdicts_seen: list[Verdict | None] = field(default_factory=list)

    def plan(self, brief: Brief) -> Plan:
        return self.made

    def propose(self, brief: Brief, plan: Plan, previous: Proposal | None, verdict: Verdict | None) -> tuple[Edit, ...]:
        self.verdicts_seen.append(verdict)
        return self.tries[len(self.verdicts_seen) - 1]


@dataclass
class FakeValidator:
    """Judges by a function of the subject."""

    name: str
    judge: Callable[[Subject], Report]
    calls: int = 0

    def validate(self, subject: Subject) -> Report:
        self.calls += 1
        return self.judge(subject)
