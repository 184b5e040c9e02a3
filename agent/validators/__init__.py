"""The validators, in the order they run; the first that refutes a proposal ends the matter.

``policy`` reads text only and comes first, because everything after it runs Ansible tools on what the text says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.ports import Sandbox, Validator
from agent.validators.check_mode import CheckMode, System
from agent.validators.lint import Lint
from agent.validators.policy.validator import Policy
from agent.validators.syntax import Syntax


@dataclass(frozen=True)
class Equipment:
    """What validators work with.

    Attributes:
        sandbox: where Ansible's tools run.
        instance: base root of the instance.
        system: what that root is.
    """

    sandbox: Sandbox
    instance: Path
    system: System


VALIDATORS: Mapping[str, Callable[[Equipment], Validator]] = {
    Policy.name: lambda _: Policy(),
    Syntax.name: lambda equipment: Syntax(equipment.sandbox),
    Lint.name: lambda equipment: Lint(equipment.sandbox),
    CheckMode.name: lambda equipment: CheckMode(equipment.sandbox, equipment.instance, equipment.system),
}
"""How each validator is made, by its name."""
