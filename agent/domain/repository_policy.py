"""What a repository itself says about changes of it: ``.syncopate.yml``."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pydantic import Field

from agent.domain.value import Value


class Allowance(Value):
    """A rule that is lifted, with the reason why."""

    rule: str = Field(description="Name of the rule, such as shell; `syncopate rule` lists all of them.")
    reason: str = Field(min_length=1, description="Why it is allowed here, for whoever asks later.")
    paths: tuple[str, ...] = Field(
        (),
        description="Where: files or folders relative to this file, or patterns, in which * stands for anything; "
        "everywhere when left out.",
    )
    agents: bool = Field(default=False, description="Whether it holds for changes that an agent wrote, too.")

    def covers(self, rule: str, path: str, *, trusted: bool) -> bool:
        """Whether it lifts ``rule`` at ``path`` for a change that a person (or else an agent) wrote."""
        if rule != self.rule or not (trusted or self.agents):
            return False
        return not self.paths or any(_meant(path, pattern) for pattern in self.paths)


class RepositoryPolicy(Value):
    """What changes of this repository may do, and which roles no change may touch without a person's consent."""

    allow: tuple[Allowance, ...] = Field((), description="Rules that are lifted, each with a reason.")
    protected_roles: tuple[str, ...] = Field((), description="Names of roles that are only changed with consent.")


def _meant(path: str, pattern: str) -> bool:
    plain = pattern.removeprefix("./").rstrip("/")
    return fnmatchcase(path, plain) or path.startswith(f"{plain}/")
