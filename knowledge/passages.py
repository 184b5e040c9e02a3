"""A passage: a piece of documentation with its place."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class PassageKind(StrEnum):
    """What a passage was derived from."""

    README = "readme"
    ARGUMENT_SPEC = "argument_spec"
    DEFAULTS = "defaults"
    TASKS = "tasks"
    HANDLERS = "handlers"
    TEMPLATES = "templates"
    META = "meta"
    PLAYBOOK = "playbook"


class Passage(BaseModel):
    """A piece of documentation of the user's own content.

    Attributes:
        path: POSIX path relative to the content's root.
        line: first line, 1-based.
        end_line: last line, inclusive.
        kind: what it was derived from.
        role: the role it documents; empty outside roles.
        text: the documentation, as plain text.
        score: relevance to the query that found it, higher is better; 0 for a passage nobody asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    line: int
    end_line: int
    kind: PassageKind
    role: str = ""
    text: str
    score: float = 0.0

    @property
    def ref(self) -> str:
        """The passage's place as ``path:line``."""
        return f"{self.path}:{self.line}"
