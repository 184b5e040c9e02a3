"""What one clause comes to."""

from __future__ import annotations

from dataclasses import dataclass

from agent.domain.edits import Edit
from agent.domain.plan import Question, Step


@dataclass(frozen=True)
class Change:
    """A step of the plan with the edits that carry it out."""

    step: Step
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Outcome:
    """Changes to make, or why there are none.

    Attributes:
        changes: in order.
        already: what is so already, with ``path:line``.
        refused: why nothing is done about the clause; empty when something is.
        questions: what only the person can decide.
        assumptions: what was taken for granted.
    """

    changes: tuple[Change, ...] = ()
    already: tuple[str, ...] = ()
    refused: str = ""
    questions: tuple[Question, ...] = ()
    assumptions: tuple[str, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.changes + other.changes,
            self.already + other.already,
            self.refused or other.refused,
            self.questions + other.questions,
            self.assumptions + other.assumptions,
        )
