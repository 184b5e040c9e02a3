"""What a person asks for."""

from __future__ import annotations

from enum import StrEnum

from agent.domain.value import Value


class TargetKind(StrEnum):
    """What kind of Ansible content a target is."""

    COLLECTION = "collection"
    ROLE = "role"
    REPOSITORY = "repository"


class Target(Value):
    """Where a change is to be made.

    Attributes:
        repository: absolute path of the git work tree.
        subpath: POSIX path of the content inside it; empty when the content is the repository's root.
        kind: how the content is laid out.
        branch: full ref name the change is to land on, such as ``refs/heads/main``.
    """

    repository: str
    subpath: str = ""
    kind: TargetKind
    branch: str


class Request(Value):
    """The words, and what they are about.

    Attributes:
        id: the run's name, unique and short; what a person types after ``show`` or ``resume``.
        words: the request as it was said.
        target: where the change belongs.
        facts_file: a JSON file of facts that stands for the system; ``None`` means this machine.
        author: ``embedded``, or a chat model's name as LangChain writes it (``openai:gpt-4.1``).
        repairs: how many tries may follow a refused first one.
    """

    id: str
    words: str
    target: Target
    facts_file: str | None = None
    author: str = "embedded"
    repairs: int = 2
