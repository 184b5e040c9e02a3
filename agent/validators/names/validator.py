"""The validator: judges the names that the change adds, or that it takes away from under others."""

from __future__ import annotations

from collections.abc import Iterator

from agent.domain.verdict import Outcome, Report
from agent.ports import Subject
from agent.validators.changes import changes
from agent.validators.names import variables
from agent.validators.names.duplicates import duplicates
from agent.validators.names.faults import VALIDATOR, Fault, added
from agent.validators.names.file_references import file_references
from agent.validators.names.filters import filters
from agent.validators.names.handlers import handlers
from agent.validators.names.role_arguments import role_arguments
from agent.validators.names.role_references import role_references
from agent.validators.names.scope import affected
from agent.validators.names.uses import uses
from agent.validators.names.view import View


class Names:
    """Reads both trees and refutes names of the change that lead nowhere.

    A fault that was there before, on whatever line, is not held against the change; a fault in an untouched file is,
    when the change takes away what the file names. Nothing runs.
    """

    name = VALIDATOR

    def validate(self, subject: Subject) -> Report:
        """Judge the change from its text alone; nothing is raised for what the text holds."""
        changed = changes(subject.before.root, subject.after.root)
        if not (changed.present or changed.removed):
            return Report(validator=self.name, outcome=Outcome.PROVEN, reason="nothing changed")
        before, after = View(subject.before), View(subject.after)
        paths = affected(before, after, changed)
        faults = tuple(dict.fromkeys(_new(before, after, paths, frozenset(changed.present))))
        findings = tuple(dict.fromkeys(fault.finding() for fault in faults if not fault.doubt))
        tasks = tuple(dict.fromkeys(fault.result() for fault in faults if fault.doubt))
        if findings:
            return Report(validator=self.name, outcome=Outcome.REFUTED, findings=findings, tasks=tasks)
        if tasks:
            reason = "names that may be defined elsewhere"
            return Report(validator=self.name, outcome=Outcome.UNPROVEN, tasks=tasks, reason=reason)
        reason = f"files whose names were followed: {len(paths)}"
        return Report(validator=self.name, outcome=Outcome.PROVEN, reason=reason)


def _new(before: View, after: View, paths: frozenset[str], changed: frozenset[str]) -> Iterator[Fault]:
    """The faults that the change adds; the base is only read for what to set against them."""
    for check in (duplicates, role_references, file_references, handlers, role_arguments):
        found = list(check(after, paths))
        if found:
            yield from added(check(before, paths), found)
    texts = tuple(uses(after, paths))
    unknown = list(filters(after, texts))
    suspects = list(variables.suspects(after, texts))
    if unknown or suspects:
        old = tuple(uses(before, paths))
        yield from added(filters(before, old), unknown)
        new = variables.added(variables.suspects(before, old), suspects)
        yield from variables.variables(before, after, new, changed)
