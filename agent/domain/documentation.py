"""What was found in the documentation for a request."""

from __future__ import annotations

from agent.domain.value import Value
from knowledge.passages import Passage


class Documentation(Value):
    """The passages found, best first.

    Attributes:
        passages: pieces of documentation with their places.
        notice: what a person should know of how they were found (such as ``lexical only: ...``); may be empty.
        problems: files that could not be read, as ``path:line: why``.
    """

    passages: tuple[Passage, ...] = ()
    notice: str = ""
    problems: tuple[str, ...] = ()
