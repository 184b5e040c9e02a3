"""The validator: every task that the change adds or alters, against the documentation of its module."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.domain.modules import Absence, ModuleAbsent, ModuleSpec
from agent.domain.verdict import Finding, Outcome, Report, TaskResult, worst
from agent.ports import ModuleDocs, Subject
from agent.validators.arguments.check import RAW, Given, check, takes_text
from agent.validators.arguments.context import Situated, situated
from agent.validators.arguments.names import either, nearest_modules
from agent.validators.arguments.rules import RULES, Fault
from agent.validators.arguments.shipped import ShippedModules
from knowledge.content.jinja import is_template
from knowledge.content.source import Unreadable, read_text
from knowledge.content.yaml_lines import split_lines

_OF_PLAYS = frozenset({"hosts", "import_playbook", "ansible.builtin.import_playbook"})
"""What a play begins with; some keep playbooks in a folder of tasks."""
_PACKAGES = ("apt", "dnf", "dnf5", "community.general.pacman", "community.general.zypper", "community.general.apk")
_SERVICES = ("systemd_service", "sysvinit", "community.general.openrc")
_HANDED_ON = {"ansible.builtin.package": _PACKAGES, "ansible.builtin.service": _SERVICES}
"""Action plugins that hand their arguments to whichever of these modules the target has."""


@dataclass(frozen=True)
class _Judged:
    outcome: Outcome
    reason: str = ""
    faults: tuple[Fault, ...] = ()


class Arguments:
    """Holds arguments against documentation; nothing runs.

    Args:
        docs: the documentation of installed modules.
    """

    name = "arguments"

    def __init__(self, docs: ModuleDocs) -> None:
        self._docs = docs

    def validate(self, subject: Subject) -> Report:
        """Judge the tasks that the change adds or alters; values that are templates are not judged."""
        shipped = ShippedModules(subject.before, subject.after, self._docs)
        results, findings, judged = [], [], 0
        for task in _added(subject):
            judged += 1
            said = self._judge(task, shipped)
            if said.outcome is not Outcome.PROVEN or said.reason:
                place, name = task.task.place, task.task.name or task.task.module
                results.append(TaskResult(ref=place.ref, name=name, outcome=said.outcome, reason=said.reason))
            findings += [self._finding(subject, task, fault) for fault in said.faults]
        outcome = worst([Outcome.PROVEN, *(result.outcome for result in results)])
        reason = f"added or altered tasks held against the documentation of their modules: {judged}"
        return Report(
            validator=self.name, outcome=outcome, findings=tuple(findings), tasks=tuple(results), reason=reason
        )

    def _judge(self, task: Situated, shipped: ShippedModules) -> _Judged:
        name = task.task.module
        if is_template(name) or "{" in name:
            return _Judged(Outcome.UNPROVEN, "which module it is, is only known at run time")
        if name in _OF_PLAYS:
            return _Judged(Outcome.UNPROVEN, "it is a play, where tasks are expected")
        module = shipped.find(name, task.collections)
        if module is None:
            module = self._docs.find(name, shipped.others(task.collections))
        if isinstance(module, ModuleAbsent):
            return self._absent(name, module, shipped)
        return self._held_against(module, task)

    def _absent(self, name: str, module: ModuleAbsent, shipped: ShippedModules) -> _Judged:
        if module.absence is Absence.REMOVED:
            return _refuted([Fault("module-removed", "", f"{module.name} is no more", module.reason)])
        if module.absence is not Absence.UNKNOWN:
            return _Judged(Outcome.UNPROVEN, f"{module.name}: {module.reason}")
        like = nearest_modules(name, (*shipped.names(), *self._docs.names()))
        fix = f"Write {either(like)}." if like else "Find the module that does it: `ansible-doc --list`."
        return _refuted([Fault("module-unknown", name, f"there is no module `{name or ' '}`", fix)])

    def _held_against(self, module: ModuleSpec, task: Situated) -> _Judged:
        args, extra = dict(task.task.args), task.task.keywords.get("args")
        text = args.get(RAW)
        unseen = extra is not None
        if isinstance(text, str) and is_template(text) and not takes_text(module):
            args.pop(RAW)  # the template may hold all of them
            unseen = True
        given = Given(args, task.defaulted(module.name), not unseen)
        faults = check(module, given)
        if module.name in _HANDED_ON:
            faults, handed = self._handed_on(module, faults)
            if handed and not faults:
                return _Judged(
                    Outcome.UNPROVEN, f"{either(handed)}: whether the target's own module has it, is not known"
                )
        if faults:
            return _refuted(faults)
        if unseen:
            return _Judged(Outcome.UNPROVEN, "its arguments are a template, known at run time only")
        return _Judged(Outcome.PROVEN, f"deprecated: {module.deprecated}" if module.deprecated else "")

    def _handed_on(self, module: ModuleSpec, faults: Sequence[Fault]) -> tuple[tuple[Fault, ...], list[str]]:
        """Part off the unknown parameters that one of the modules behind it has; with them the rest may differ too."""
        known: set[str] = set()
        for behind in (self._docs.find(name) for name in _HANDED_ON[module.name]):
            if isinstance(behind, ModuleSpec):
                known |= behind.spec.names().keys()
        handed = [fault.parameter for fault in faults if fault.rule == "parameter-unknown" and fault.parameter in known]
        rest = [fault for fault in faults if fault.parameter not in handed or fault.rule != "parameter-unknown"]
        return tuple(fault for fault in rest if not handed or fault.rule != "parameter-missing"), handed

    def _finding(self, subject: Subject, task: Situated, fault: Fault) -> Finding:
        place = task.task.place
        message = f"{fault.what}: {RULES[fault.rule]}"
        line = _line(subject, task, fault.parameter)
        return Finding(validator=self.name, rule=fault.rule, path=place.path, line=line, message=message, fix=fault.fix)


def _refuted(faults: Sequence[Fault]) -> _Judged:
    return _Judged(Outcome.REFUTED, "; ".join(fault.what for fault in faults), tuple(faults))


def _added(subject: Subject) -> Iterator[Situated]:
    """Tasks of the new tree; each of the base pays for one that says the same, wherever it stands."""
    purse = Counter(task.meaning for task in situated(subject.before))
    for task in situated(subject.after):
        if purse[task.meaning]:
            purse[task.meaning] -= 1
        else:
            yield task


def _line(subject: Subject, task: Situated, parameter: str) -> int:
    """The line of a parameter in its task, as far as it can be found; else the task's own."""
    place = task.task.place
    if not parameter:
        return place.line
    try:
        lines = split_lines(read_text(subject.after.root, place.path))
    except Unreadable:
        return place.line
    key = re.compile(rf"(?:^|[\s{{,\"'-]){re.escape(parameter)}[\"']?\s*[:=]")
    return next((at for at in range(place.line, place.end_line + 1) if key.search(lines[at - 1])), place.line)
