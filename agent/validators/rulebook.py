"""Every rule by its name, whichever validator it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from agent.validators.arguments.rules import RULES as ARGUMENTS
from agent.validators.names.rules import RULES as NAMES
from agent.validators.policy.rules import RULES as POLICY
from agent.validators.policy.rules import Level


@dataclass(frozen=True)
class About:
    """What is known of a rule: how strict it is, why it matters, and what to write instead (empty: it depends)."""

    level: str
    why: str
    fix: str


MISTAKE = "mistake"
"""Refuted, whoever wrote it, since it does not work."""

OWN: Mapping[str, About] = {
    "role-protected": About(
        Level.CONSENT.value,
        "`.syncopate.yml` lists this role as protected, so a person has to agree to a change of it.",
        "Let somebody who answers for the role look at the change, and accept it by name.",
    ),
    "own-policy-invalid": About(
        Level.FORBIDDEN.value,
        "A `.syncopate.yml` that can't be read allows nothing and protects nothing.",
        "Write it as docs/syncopate.schema.json says.",
    ),
}
"""Rules about ``.syncopate.yml`` itself."""

SYNTAX = About(MISTAKE, "Ansible can't load it, so nothing of the play runs.", "Correct what the message names.")

RULES: Mapping[str, About] = {
    **{name: About(rule.level.value, rule.why, rule.fix) for name, rule in POLICY.items()},
    **OWN,
    "syntax-check": SYNTAX,
    **{name: About(MISTAKE, why, "") for name, why in ARGUMENTS.items()},
    **{name: About(MISTAKE, rule.why, rule.fix) for name, rule in NAMES.items()},
}
"""All rules; each has a page in ``docs/rules``."""

NOT_ALLOWABLE = frozenset({*OWN, "own-policy-changed"})
"""Rules that no ``.syncopate.yml`` can lift, since they guard it."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that ``name`` was probably meant to be, or an empty text."""
    return next(iter(get_close_matches(name, list(known), 1)), "")
