"""One task's arguments against one module's documentation. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.domain.modules import ArgumentSpec, ModuleSpec, Option
from agent.validators.arguments.constraints import Presence, demanded, exclusive
from agent.validators.arguments.names import instead
from agent.validators.arguments.rules import Fault
from agent.validators.arguments.values import UNKNOWN, choice_fault, convert, may_be_omitted, shown
from knowledge.content.jinja import is_template
from knowledge.content.keywords import RAW_MODULES, short_name

RAW = "_raw_params"
FREE_FORM = ("free_form", "free-form", "key_value", RAW)
"""What documentation calls the text that is no parameter."""
_TAKE_TEXT = RAW_MODULES | {
    "meta", "include_vars", "include_tasks", "import_tasks", "import_playbook",
    "ansible.windows.win_command", "ansible.windows.win_shell",
}  # fmt: skip
"""Modules whose free text is one; of others it means names of the user's own."""
_ANY_NAME = frozenset(
    {
        "ansible.builtin.add_host",
        "ansible.builtin.gather_facts",
        "ansible.windows.win_command",
        "ansible.windows.win_shell",
    }
)
"""Modules that take names of the user's own, or whose command line may look like some."""


@dataclass(frozen=True)
class Given:
    """What a task gives a module.

    Attributes:
        args: its arguments.
        elsewhere: names that ``module_defaults`` may give.
        complete: whether these are all; not so where a template stands for them.
    """

    args: Mapping[str, Any]
    elsewhere: frozenset[str] = frozenset()
    complete: bool = True


def check(module: ModuleSpec, given: Given) -> tuple[Fault, ...]:
    """Everything wrong with the arguments, as far as their values are literal."""
    spec = _with_free_text(module.spec)
    text = given.args.get(RAW)
    if RAW in given.args and not (takes_text(module) and isinstance(text, str)):
        fix = f"Write them as a mapping: {_sketch(module.spec)}."
        return (Fault("arguments-malformed", "", f"{module.name} takes parameters, not {shown(text)}", fix),)
    checking = _Checking(module, given)
    checking.level(spec, given.args, "")
    return tuple(checking.faults)


def takes_text(module: ModuleSpec) -> bool:
    """Whether a module takes a free text, as ``command`` does."""
    return short_name(module.name) in _TAKE_TEXT and not module.spec.options.keys().isdisjoint(FREE_FORM)


def takes_any_name(module: ModuleSpec) -> bool:
    """Whether a module takes names of the user's own, as ``set_fact`` does."""
    documented = not module.spec.options.keys().isdisjoint(FREE_FORM)
    return module.name in _ANY_NAME or (documented and short_name(module.name) not in _TAKE_TEXT)


def _with_free_text(spec: ArgumentSpec) -> ArgumentSpec:
    """The spec, with its free text under the name that text has as an argument."""
    name = next((name for name in FREE_FORM if name in spec.options), None)
    if name is None:
        return spec
    options = {RAW if key == name else key: option for key, option in spec.options.items()}
    return spec.model_copy(update={"options": options})


def _sketch(spec: ArgumentSpec) -> str:
    required = [name for name, option in spec.options.items() if option.required]
    return ", ".join(f"`{name}: ...`" for name in (required or sorted(spec.options))[:3]) or "it takes none"


class _Checking:
    """Gathers the faults of a task, level by level."""

    def __init__(self, module: ModuleSpec, given: Given) -> None:
        self.faults: list[Fault] = []
        self._module = module
        self._given = given
        self._any_name = takes_any_name(module)

    def level(self, spec: ArgumentSpec, args: Mapping[str, Any], path: str) -> None:
        """Check the arguments of a module, or the suboptions at ``path``, such as ``ports[2]``."""
        owner = f"`{path}` of {self._module.name}" if path else self._module.name
        names = spec.names()
        possible = {name for name, option in spec.options.items() if option.fallback}
        if not path:
            possible |= {names.get(name, name) for name in self._given.elsewhere}
        certain = {}
        for key, value in args.items():
            name = names.get(key, key)
            if name in spec.options:
                converted = self._value(spec.options[name], f"{path}.{key}" if path else key, value)
            else:
                converted = UNKNOWN
                self._unknown_name(spec, key, owner, outermost=not path)
            possible.add(name)
            if not may_be_omitted(value):
                certain[name] = converted
        defaults = {name: _default(option) for name, option in spec.options.items() if option.default is not None}
        present = Presence(certain, possible, defaults)
        self.faults += exclusive(spec, present, owner)
        if self._given.complete or path:
            self._required(spec, args, present, owner)
            self.faults += demanded(spec, present, owner)

    def _unknown_name(self, spec: ArgumentSpec, key: str, owner: str, *, outermost: bool) -> None:
        if key in spec.undocumented or is_template(key) or (outermost and self._any_name):
            return
        real = [name for name in spec.names() if name != RAW]
        self.faults.append(Fault("parameter-unknown", key, f"{owner} has no `{key}`", instead(key, real)))

    def _required(self, spec: ArgumentSpec, args: Mapping[str, Any], present: Presence, owner: str) -> None:
        for name, option in spec.options.items():
            if not option.required or name in present.possible:
                continue
            if name == RAW and self._any_name and args.keys() - spec.options.keys():
                continue  # set_fact: {a: 1} is what the documentation calls its key_value
            said = "free text" if name == RAW else f"`{name}`"
            self.faults.append(Fault("parameter-missing", "", f"{owner} needs {said}", f"Add {said}."))

    def _value(self, option: Option, name: str, value: Any) -> Any:
        """Check a value, and return what Ansible makes of it."""
        before = len(self.faults)
        converted = self._converted(option, option.type, name, value)
        if option.elements and isinstance(converted, list):
            items = enumerate(converted)
            converted = [self._converted(option, option.elements, f"{name}[{at}]", item) for at, item in items]
        if option.suboptions is not None:
            self._suboptions(option.suboptions, name, converted)
        if len(self.faults) == before and (fault := choice_fault(option, name, converted)) is not None:
            self.faults.append(fault)
        return converted

    def _suboptions(self, spec: ArgumentSpec, name: str, value: Any) -> None:
        for at, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(item, dict):
                self.level(
                    spec, {str(key): entry for key, entry in item.items()}, name if at is None else f"{name}[{at}]"
                )

    def _converted(self, option: Option, kind: str, name: str, value: Any) -> Any:
        key = name.rpartition(".")[2].partition("[")[0]
        # some modules read a mapping back from its text, so only a list is surely none
        if (kind == "path" and isinstance(value, (list, dict))) or self._is_list_for_text(kind, value):
            what = f"`{name}` of {self._module.name} is a single text, not a {type(value).__name__}"
            self.faults.append(Fault("parameter-type", key, what, "Write one text; `loop` over several."))
            return UNKNOWN
        try:
            return convert(option, kind, value)
        except TypeError:
            what = f"`{name}` of {self._module.name} is of type {kind}, which can't be made of {shown(value)}"
            self.faults.append(Fault("parameter-type", key, what, f"Write a value of type {kind}."))
            return UNKNOWN

    def _is_list_for_text(self, kind: str, value: Any) -> bool:
        """Whether Ansible would make a text of a list, brackets and all; action plugins may know better."""
        return kind == "str" and isinstance(value, list) and not self._module.action


def _default(option: Option) -> Any:
    try:
        return convert(option, option.type, option.default)
    except TypeError:
        return UNKNOWN
