"""The author that needs no model: four intents, read strictly; what it does not understand it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from agent.authors.embedded import accounts, clauses, file_lines, limits, packages, service, sysctl, users_and_groups
from agent.authors.embedded.clauses import Clause
from agent.authors.embedded.outcome import Change, Outcome
from agent.authors.embedded.survey import Survey
from agent.domain.edits import Edit
from agent.domain.plan import Plan, Step
from agent.domain.proposal import Proposal
from agent.domain.verdict import Verdict
from agent.errors import AuthorError
from agent.ports import Brief

T = TypeVar("T")
Intent = Callable[[Clause, Survey], Outcome | None]

_SHOWN = 300
_SUBJECT = 72
_FINDINGS = 3

_HINT = "Say it in other words, or use a chat model (--model NAME), which can repair its own tries."


class EmbeddedAuthor:
    """Plans and writes without any model: the same brief gives the same answer."""

    def plan(self, brief: Brief) -> Plan:
        """Say what to do and where; with any part not understood, nothing is to be done."""
        outcomes, not_understood = _understand(brief)
        outcome = sum(outcomes, Outcome())
        steps = () if not_understood else tuple(change.step for change in _distinct(outcome.changes))
        return Plan(
            summary=_summary(steps, not_understood),
            steps=steps,
            already=tuple(dict.fromkeys(outcome.already)),
            not_understood=not_understood,
            questions=() if not_understood else tuple(dict.fromkeys(outcome.questions)),
            assumptions=() if not_understood else tuple(dict.fromkeys(outcome.assumptions)),
        )

    def propose(self, brief: Brief, plan: Plan, previous: Proposal | None, verdict: Verdict | None) -> tuple[Edit, ...]:
        """Write the edits of the plan's steps, worked out anew from the same brief.

        Raises:
            AuthorError: a try was refuted, or the plan does not belong to this brief.
        """
        if previous is not None or verdict is not None:
            raise _cannot_repair(verdict)
        outcomes, not_understood = _understand(brief)
        changes = {change.step: change for change in _distinct(sum(outcomes, Outcome()).changes)}
        if not_understood or any(step not in changes for step in plan.steps):
            raise AuthorError(
                "the plan does not follow from this request and this content",
                hint="The content changed since it was planned, or another author planned it: propose it anew.",
            )
        edits: list[Edit] = []
        for step in plan.steps:
            edits.extend(edit for edit in changes[step].edits if edit not in edits)
        return tuple(edits)


def _understand(brief: Brief) -> tuple[list[Outcome], tuple[str, ...]]:
    """Return what each clause comes to, and the clauses nobody will act on, with the reason."""
    words = brief.request.words
    if len(words) > clauses.MAX_CHARACTERS:
        return [], (f"{_short(words)} (longer than {clauses.MAX_CHARACTERS} characters: say only what should change)",)
    found = clauses.split(words)
    if not found:
        return [], (f"{_short(words)} (nothing is asked for)".strip(),)
    survey = Survey(brief)
    outcomes = [(clause, _outcome(clause, survey)) for clause in found]
    refused = (f"{_short(clause.text)} ({outcome.refused})" for clause, outcome in outcomes if outcome.refused)
    return [outcome for _, outcome in outcomes], tuple(refused)


def _outcome(clause: Clause, survey: Survey) -> Outcome:
    for intent in _INTENTS:
        outcome = intent(clause, survey)
        if outcome is not None:
            return outcome
    return Outcome(refused=clauses.why_not(clause))


def _intent(parse: Callable[[Clause], T | None], place: Callable[[T, Survey], Outcome]) -> Intent:
    def understand(clause: Clause, survey: Survey) -> Outcome | None:
        wish = parse(clause)
        return None if wish is None else place(wish, survey)

    return understand


_INTENTS: tuple[Intent, ...] = (
    _intent(file_lines.parse, file_lines.place),
    _intent(limits.parse, limits.place),
    _intent(sysctl.parse, sysctl.place),
    _intent(users_and_groups.parse, users_and_groups.place),
    _intent(accounts.parse, accounts.place),
    _intent(service.parse, service.place),
    _intent(packages.parse, packages.place),
)
"""The first that reads a clause has it; the more particular stand first."""


def _distinct(changes: tuple[Change, ...]) -> list[Change]:
    """Two clauses may come to one and the same change."""
    return [change for index, change in enumerate(changes) if change not in changes[:index]]


def _summary(steps: tuple[Step, ...], not_understood: tuple[str, ...]) -> str:
    if not_understood:
        return "Nothing is changed: not all of the request can be acted on"
    if not steps:
        return "Nothing to change: everything asked for is so already"
    first = steps[0].summary[0].upper() + steps[0].summary[1:]
    joined = "; ".join((first, *(step.summary for step in steps[1:])))
    if len(joined) <= _SUBJECT:
        return joined
    others = len(steps) - 1
    more = f", and {others} more step{'s' * (others > 1)}" if others else ""
    return first[: _SUBJECT - len(more)] + more


def _cannot_repair(verdict: Verdict | None) -> AuthorError:
    findings = verdict.findings if verdict is not None else ()
    shown = "; ".join(f"{found.path}:{found.line}: {found.message}" for found in findings[:_FINDINGS])
    more = f"; and {len(findings) - _FINDINGS} more" if len(findings) > _FINDINGS else ""
    return AuthorError(
        f"the embedded author can't repair a refuted change: {shown or 'no finding given'}{more}", hint=_HINT
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
