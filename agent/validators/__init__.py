"""The validators, in the order they run; the first that refutes a proposal ends the matter.

``policy`` reads text only and comes first, because everything after it runs Ansible tools on what the text says.
"""

from __future__ import annotations

from agent.validators.check_mode import CheckMode
from agent.validators.lint import Lint
from agent.validators.policy.validator import Policy
from agent.validators.syntax import Syntax

VALIDATORS = {validator.name: validator for validator in (Policy, Syntax, Lint, CheckMode)}
"""Each validator's class by its name; wiring gives each what it needs."""
