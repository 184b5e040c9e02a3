"""Variables that are used and defined nowhere.

Everything that runs together counts as one, whatever the order: defaults and vars of roles, plays and tasks, facts that
tasks set or register, parameters, group, host and inventory variables, loops, what a template sets itself, and what
Ansible gives. A name that some expression guards (``is defined``, ``default``), that the prose documents, that an
argument spec offers, or that tests and examples assign, is an input: whoever runs the content supplies it.

What is left is *refuted* only where it looks like a slip:

- the change itself takes its definition away;
- a defined name is within a typing error of it, and no source is closed to us;
- it bears the prefix of the role's own variables, or the role has an argument spec, which would have to list it.

Everything else, and whatever a templated or encrypted source might define, is *unproven*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.validators.names.faults import Fault
from agent.validators.names.given import is_given
from agent.validators.names.nearest import nearest
from agent.validators.names.uses import Use
from agent.validators.names.view import View
from knowledge.content.keywords import short_name
from knowledge.content.model import ArgumentOption, Role

RULE = "variable-undefined"
_MOST_SHARE = 2
"""A prefix is a role's own when one of this many of its variables, or more, have it."""


@dataclass(frozen=True)
class Suspect:
    """A variable that no definition explains, where it is used."""

    name: str
    use: Use


def suspects(view: View, uses: Iterable[Use]) -> Iterator[Suspect]:
    """Yield those uses of variables that nothing defines."""
    for use in uses:
        if not _only_prints(use):
            for name in sorted(use.analysis.variables - use.local - view.shared):
                if not is_given(name) and not view.known(use.home).knows(name):
                    yield Suspect(name, use)


def _only_prints(use: Use) -> bool:
    """Whether it is the ``var`` of ``debug``, which says of an undefined variable that it is one."""
    keys = use.jinja.keys
    return keys[-1:] == ("var",) and short_name(keys[0]) == "debug"


def variables(before: View, after: View, new: list[Suspect], changed: frozenset[str]) -> Iterator[Fault]:
    """Judge the suspects that the change adds; see the module's docstring for the rule.

    Args:
        before: the tree the change starts from.
        after: the tree it gives.
        new: suspects of ``after`` that ``before`` does not explain.
        changed: the paths the change touches.
    """
    judge = _Judge(before, after, changed)
    for suspect in new:
        name, use = suspect.name, suspect.use
        opinion = judge.opinion(suspect)
        if opinion:
            what, fix, doubt = opinion
            line = after.line_of(use.place, name)
            yield Fault(RULE, use.place.path, line, what, name, fix=fix, doubt=doubt, task=use.task)


def added(before: Iterable[Suspect], after: Iterable[Suspect]) -> list[Suspect]:
    """The suspects that the change adds: each use in the base pays for one use of the same name."""
    purse = Counter(suspect.name for suspect in before)
    new = []
    for suspect in after:
        if purse[suspect.name] > 0:
            purse[suspect.name] -= 1
        else:
            new.append(suspect)
    return new


_Opinion = tuple[str, str, str]
"""What is wrong, the fix, and the doubt; an empty doubt refutes."""


class _Judge:
    def __init__(self, before: View, after: View, changed: frozenset[str]) -> None:
        self._before = before
        self._after = after
        self._changed = changed

    def opinion(self, suspect: Suspect) -> _Opinion | None:
        name, use = suspect.name, suspect.use
        if name == "item":
            return "`item` is used outside a loop", "Give the task a `loop`, or name the variable that is meant.", ""
        offer = _offer(use.home.role, name)
        if offer and offer.required:
            return None
        mentions = self._after.mentions
        if name in mentions.guarded or name in mentions.programmed or name in mentions.local_to_templates:
            return None
        if self._was_known(suspect):
            return self._lost(suspect)
        if offer or name in mentions.documented() or name in mentions.assigned:
            return None
        return self._never_known(suspect)

    def _was_known(self, suspect: Suspect) -> bool:
        home = suspect.use.home
        is_new = home.key in self._after.homes and home.key not in self._before.homes
        return not is_new and (suspect.name in self._before.shared or self._before.known(home).knows(suspect.name))

    def _lost(self, suspect: Suspect) -> _Opinion:
        what = f"`{suspect.name}` is still used here, and the change takes its definition away"
        if suspect.name in self._after.mentions.documented(self._changed):
            return what, "", "the change's own documentation says it is an input"
        return what, "Keep the definition, or change this use with it.", self._doubt(suspect)

    def _never_known(self, suspect: Suspect) -> _Opinion:
        name, home = suspect.name, suspect.use.home
        if self._after.everywhere.knows(name):
            what = f"variable `{name}` is defined only in roles or playbooks that nothing runs together with this"
            return what, "", "whoever runs it may run both"
        what = f"variable `{name}` is defined nowhere in this repository"
        for doubt in self._after.doubts(home):
            return what, "", doubt
        own = self._after.own(home) if home.role else self._after.known(home)
        near = nearest(name, own.variables | self._after.shared | suspect.use.local)
        if near:
            return what, f"Write `{near}`, or define `{name}`.", ""
        doubt = self._doubt(suspect)
        if not doubt and not _looks_own(home.role, name):
            doubt = "whoever runs it may supply it"
        return what, "", doubt

    def _doubt(self, suspect: Suspect) -> str:
        """Why it might be defined after all; empty when nothing speaks for that."""
        home = suspect.use.home
        for doubt in self._after.doubts(home):
            return doubt
        for path in self._after.mentions.sealed:
            return f"{path} is encrypted as a whole"
        for name in self._after.company(home).strangers:
            return f"role {name}, which is not in this repository, may define it"
        return ""


def _offer(role: Role | None, name: str) -> ArgumentOption | None:
    """The option of the role's argument spec that a variable is."""
    return next((option for option in role.options if option.name == name), None) if role else None


def _looks_own(role: Role | None, name: str) -> bool:
    """Whether a role would have to define a variable: it lists its inputs, or the name bears its prefix."""
    if role is None:
        return False
    return bool(role.options) or _prefix(name) in _own_prefixes(role)


def _own_prefixes(role: Role) -> frozenset[str]:
    """The first words of names that most of the role's variables share, and the role's own name."""
    names = [variable.name for variable in role.variables]
    counted = Counter(_prefix(name) for name in names)
    return frozenset(
        prefix
        for prefix, count in counted.items()
        if prefix and count > 1 and (count * _MOST_SHARE >= len(names) or prefix == _prefix(f"{role.name}_"))
    )


def _prefix(name: str) -> str:
    head, line, _ = name.replace("-", "_").lstrip("_").partition("_")
    return head if line else ""
