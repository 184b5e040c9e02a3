"""What a module's documentation says of its parameters."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, JsonValue

from agent.domain.value import Value


class RequiredIf(Value):
    """``needed`` are required (all of them, or ``any_of`` them) where ``parameter`` is ``value``."""

    parameter: str
    value: JsonValue
    needed: tuple[str, ...]
    any_of: bool = False


class Constraints(Value):
    """What parameters demand of each other, in the words of ``AnsibleModule``."""

    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    required_together: tuple[tuple[str, ...], ...] = ()
    required_one_of: tuple[tuple[str, ...], ...] = ()
    required_if: tuple[RequiredIf, ...] = ()
    required_by: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Option(Value):
    """One parameter.

    Attributes:
        type: Ansible's name of its type; ``raw`` where any will do or it is not known.
        elements: type of its items, if it is a list; empty when any will do.
        required: whether it must be given.
        default: what it is when it is not given.
        choices: the values it may have; empty when any will do.
        aliases: its other names.
        fallback: whether it may come from elsewhere, such as an environment variable of the target.
        suboptions: what it holds, if it is a dictionary or a list of them.
    """

    type: str = "str"
    elements: str = ""
    required: bool = False
    default: JsonValue = None
    choices: tuple[JsonValue, ...] = ()
    aliases: tuple[str, ...] = ()
    fallback: bool = False
    suboptions: ArgumentSpec | None = None


class ArgumentSpec(Value):
    """The parameters of a module, or the suboptions of one of them.

    Attributes:
        options: by name.
        undocumented: names the module takes all the same.
        constraints: what they demand of each other.
    """

    options: dict[str, Option] = Field(default_factory=dict)
    undocumented: tuple[str, ...] = ()
    constraints: Constraints = Constraints()

    def names(self) -> dict[str, str]:
        """Every name and alias, with the name it stands for."""
        aliases = {alias: name for name, option in self.options.items() for alias in option.aliases}
        return aliases | {name: name for name in self.options}


class ModuleSpec(Value):
    """A module that is installed and documented.

    Attributes:
        name: its full name.
        spec: its parameters.
        action: whether an action plugin, or Ansible itself, takes the arguments before the module does.
        deprecated: why it should not be used any more, and what should; empty when it may be.
    """

    name: str
    spec: ArgumentSpec
    action: bool = False
    deprecated: str = ""


class Absence(StrEnum):
    """Why there is no documentation of a module."""

    UNKNOWN = "unknown"
    """No installed collection has it, and it claims none that isn't installed."""
    REMOVED = "removed"
    """It was there once."""
    NOT_INSTALLED = "not installed"
    """Its collection is not installed."""
    UNDOCUMENTED = "undocumented"
    """Its documentation is absent, or can't be read."""


class ModuleAbsent(Value):
    """A module without usable documentation, and the reason in a few words."""

    name: str
    absence: Absence
    reason: str
