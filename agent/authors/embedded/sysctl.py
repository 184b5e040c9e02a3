"""Intent: a kernel parameter (sysctl)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from agent.authors.embedded import placement
from agent.authors.embedded.clauses import PROSE, Clause
from agent.authors.embedded.file_lines import beside, destination
from agent.authors.embedded.outcome import Change, Outcome
from agent.authors.embedded.placement import Site
from agent.authors.embedded.survey import Survey
from agent.domain.edits import SetVariable, TaskSpec
from agent.domain.plan import Step
from knowledge.content.model import Variable
from knowledge.content.source import Unreadable, read_text

_KEY = r"(?P<key>(?:abi|crypto|debug|dev|fs|kernel|net|user|vm)(?:\.[\w*-]+)+)"
_VALUE = r"(?P<value>-?\w[\w.-]*(?: -?\d[\w.-]*){0,7})"
_SPOKEN = re.compile(
    rf"(?:set|change|raise) (?:the )?(?:sysctl |kernel )?(?:parameter |value |setting |variable )?(?:of )?{_KEY}"
    rf"(?: to |\s*=\s*){_VALUE}",
    re.IGNORECASE,
)
_WISHED = re.compile(
    rf"(?:the )?(?:sysctl )?{_KEY}(?: (?:(?:is|to be|be|should be)(?: set to)?|set to) |\s*=\s*){_VALUE}", re.IGNORECASE
)
_IS_KEY = re.compile(_KEY)


@dataclass(frozen=True)
class Sysctl:
    """A kernel parameter and its value."""

    key: str
    value: str


def parse(clause: Clause) -> Sysctl | None:
    """Read a clause as a wish for a kernel parameter; ``None`` when it is anything else."""
    for pattern in (_SPOKEN, *((_WISHED,) if clause.wished else ())):
        if (match := pattern.fullmatch(clause.body)) and match["value"].lower() not in PROSE:
            return Sysctl(match["key"].lower(), match["value"])
    return None


def place(intent: Sysctl, survey: Survey) -> Outcome:
    """Say which variable or task has to change."""
    like = [s for _, s in survey.everywhere if s.action == "sysctl" and s.args.get("name") == intent.key and s.runs]
    done = [s.ref for s in like if str(s.args.get("value")) == intent.value]
    if done:
        return Outcome(already=(f"{intent.key} is {intent.value} already: {', '.join(done)}",))
    if like:
        refs = ", ".join(s.ref for s in like)
        return Outcome(refused=f"{intent.key} has another value at {refs}; change it there")
    parts = dict.fromkeys(placement.words(intent.key.partition(".")[2]), 1.0)
    terms = {"sysctl": 1.0, "tuning": 1.0, "kernel": 0.5, "realtime": 0.5, **parts}
    site = placement.choose(survey, beside(survey, "sysctl", terms, "sysctl", "/etc/sysctl"))
    kept = _kept_in_mapping(survey, site, intent)
    if kept is not None:
        return kept
    path = f"/etc/sysctl.d/99-{re.sub(r'[^a-zA-Z0-9_-]', '', site.role.name)}.conf"
    shipped = list(_shipped(survey, intent.key))
    for one in shipped:
        if one.value == intent.value:
            return Outcome(already=(f"{intent.key} is {intent.value} already: {one.ref}",))
        if one.wins_over(path):
            return Outcome(refused=f"{one.ref} sets it to {one.value}, and {one.written} is read last; change it there")
    task = TaskSpec(
        name=f"Set {intent.key} to {intent.value}",
        module="ansible.posix.sysctl",
        args={"name": intent.key, "value": intent.value, "sysctl_file": path, "state": "present"},
    )
    change = placement.insertion(survey, site, task, files=("sysctl.yml",))
    return Outcome(
        changes=(change, *site.followed_by),
        questions=(site.question,) if site.question else (),
        assumptions=(f"the value stands in {path}", *_overruled(shipped, path), *filter(None, (site.assumption,))),
    )


@dataclass(frozen=True)
class _Shipped:
    """A line of a role's file that a task puts into sysctl.d: its place, its value, and the file it ends up in."""

    ref: str
    value: str
    written: str

    def wins_over(self, path: str) -> bool:
        """Whether its file is read after another one."""
        return posixpath.basename(self.written) >= posixpath.basename(path)


def _shipped(survey: Survey, key: str) -> Iterator[_Shipped]:
    setting = re.compile(rf"-?{re.escape(key)}\s*=\s*(.*\S)")
    for role, standing in survey.everywhere:
        path, written = posixpath.join(role.path, "files", str(standing.args.get("src", ""))), destination(standing)
        if standing.action != "copy" or not standing.runs or path not in role.files:
            continue
        if posixpath.dirname(written) == "/etc/sysctl.d":
            for number, line in enumerate(_lines(survey.brief.content.root, path), 1):
                if match := setting.fullmatch(line.strip()):
                    yield _Shipped(f"{path}:{number}", match[1], written)


def _lines(root: Path, path: str) -> list[str]:
    try:
        return read_text(root, path).splitlines()
    except Unreadable:
        return []


def _overruled(shipped: Iterable[_Shipped], path: str) -> Iterator[str]:
    for one in shipped:
        yield f"{one.ref} sets it to {one.value} too; {path} is read later and wins"


def _kept_in_mapping(survey: Survey, site: Site, intent: Sysctl) -> Outcome | None:
    """Use the mapping of parameters from which the role writes a sysctl file, if it has one."""
    writes = (s for s in survey.standing(site.role) if s.runs and destination(s).startswith("/etc/sysctl"))
    writer = next(writes, None)
    variable = next((v for v in site.role.variables if _is_mapping_of_parameters(v)), None)
    if writer is None or variable is None:
        return None
    if str(variable.value.get(intent.key)) == intent.value:
        return Outcome(already=(f"{intent.key} is {intent.value} already: {variable.place.ref}",))
    value: JsonValue = int(intent.value) if intent.value.lstrip("-").isdigit() else intent.value
    step = Step(
        summary=f"set {intent.key} to {value}",
        role=site.role.name,
        path=variable.place.path,
        reason=f"{writer.ref} writes the parameters in {variable.name}",
        module=writer.task.module,
        variables=(variable.name,),
    )
    edit = SetVariable(path=step.path, name=variable.name, value={**variable.value, intent.key: value})
    return Outcome((Change(step, (edit,)),))


def _is_mapping_of_parameters(variable: Variable) -> bool:
    return isinstance(variable.value, dict) and bool(variable.value) and all(map(_is_parameter, variable.value))


def _is_parameter(key: object) -> bool:
    return isinstance(key, str) and _IS_KEY.fullmatch(key) is not None
