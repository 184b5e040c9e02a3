"""What is to be done, before a line is written."""

from __future__ import annotations

from agent.domain.value import Value


class Question(Value):
    """Something only the person can decide.

    Attributes:
        text: the question.
        default: what is assumed when nobody answers.
    """

    text: str
    default: str


class Step(Value):
    """One thing to do, in one place.

    Attributes:
        summary: what is done, in a line: ``install ardour``.
        role: the role concerned; empty for a play outside roles.
        path: the file to be edited, relative to the target's root.
        reason: why there, naming the documentation it rests on (``path:line``).
        module: FQCN of the module that does it; empty when only a variable changes.
        variables: names of the variables it reads or sets.
        handlers: names of the handlers it notifies.
    """

    summary: str
    role: str
    path: str
    reason: str
    module: str = ""
    variables: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()


class Plan(Value):
    """The steps in order, and what is not going to be done.

    Attributes:
        summary: one line; it becomes the commit's subject.
        steps: what will be done.
        already: what is so already, with ``path:line``.
        not_understood: the parts of the request nobody will act on; any entry stops the run unchanged.
        questions: what to ask the person.
        assumptions: what was taken for granted, said openly.
    """

    summary: str
    steps: tuple[Step, ...] = ()
    already: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    assumptions: tuple[str, ...] = ()
