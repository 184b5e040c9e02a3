"""The validators, in the order they run; the first that refutes a proposal ends the matter.

``policy`` reads text only and comes first, because everything after the readers runs Ansible tools on what the text
says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.ports import ModuleDocs, Sandbox, Validator
from agent.validators.arguments.validator import Arguments
from agent.validators.check_mode import CheckMode, System
from agent.validators.lint import Lint
from agent.validators.names.validator import Names
from agent.validators.own_policy import Governed, Protection
from agent.validators.policy.validator import Policy
from agent.validators.syntax import Syntax


@dataclass(frozen=True)
class Equipment:
    """What validators work with.

    Attributes:
        docs: the documentation of installed modules.
        sandbox: where Ansible's tools run.
        instance: base root of the instance.
        system: what that root is.
    """

    docs: ModuleDocs
    sandbox: Sandbox
    instance: Path
    system: System


READERS: Mapping[str, Callable[[ModuleDocs], Validator]] = {
    Policy.name: lambda _: Governed(Policy(), Protection()),
    Arguments.name: lambda docs: Governed(Arguments(docs)),
    Names.name: lambda _: Governed(Names()),
}
"""Those that only read; nothing of the change is executed by them."""

TOOLS: Mapping[str, Callable[[Sandbox], Validator]] = {
    Syntax.name: Syntax,
    Lint.name: Lint,
}
"""Those that let Ansible's tools load the change, in the sandbox."""


def every(equipment: Equipment) -> tuple[Validator, ...]:
    """All validators, made, in the order they run."""
    return (
        *(make(equipment.docs) for make in READERS.values()),
        *(make(equipment.sandbox) for make in TOOLS.values()),
        CheckMode(equipment.sandbox, equipment.instance, equipment.system),
    )
