"""What was found by looking: which refutations are true, and which bugs can be seen without running."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent / "judgements.yaml"
UNJUDGED = "unjudged"


class Refutation(BaseModel):
    """A judgement of what validators say: of one commit, or of a rule wherever it stands (``commit: "*"``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repository: str = "*"
    commit: str = "*"
    rule: str
    message: str = "*"
    justified: bool
    why: str


class Fix(BaseModel):
    """Whether the bug that a commit fixed can be seen in the text at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repository: str
    commit: str
    visible: bool
    why: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    refutations: tuple[Refutation, ...] = ()
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True)
class Judgements:
    """Everything that was judged."""

    refutations: tuple[Refutation, ...]
    fixes: tuple[Fix, ...]

    def of(self, repository: str, commit: str, rule: str, message: str) -> Refutation | None:
        """The judgement of a refutation: the most particular one that fits, or ``None``."""
        fitting = [
            it
            for it in self.refutations
            if it.repository in {"*", repository}
            and (it.commit == "*" or commit.startswith(it.commit))
            and fnmatchcase(rule, it.rule)
            and fnmatchcase(message, it.message)
        ]
        return max(fitting, key=lambda it: (it.commit != "*", it.repository != "*", len(it.rule)), default=None)

    def visible(self, repository: str, commit: str) -> str:
        """``visible``, ``invisible`` or ``unjudged``: whether a fixed bug can be seen without running anything."""
        found = next((it for it in self.fixes if it.repository == repository and commit.startswith(it.commit)), None)
        return UNJUDGED if found is None else "visible" if found.visible else "invisible"


def read(file: Path = FILE) -> Judgements:
    """Read the judgements.

    Raises:
        ValueError: the file is not what it should be.
    """
    parsed = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    return Judgements(parsed.refutations, parsed.fixes)
