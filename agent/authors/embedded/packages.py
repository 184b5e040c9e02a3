"""Intent: packages that should be installed, or should not be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from agent.authors.embedded import names, placement
from agent.authors.embedded.clauses import PROSE, QUOTES, Clause, items, listed
from agent.authors.embedded.outcome import Change, Outcome
from agent.authors.embedded.placement import Evidence, Need, Site
from agent.authors.embedded.survey import ListSource, Standing, Survey
from agent.domain.edits import AddListItem, TaskSpec
from agent.domain.plan import Step
from knowledge.content.model import Role

State = Literal["present", "absent"]

_FLAGS = re.IGNORECASE | re.DOTALL
_SPOKEN: tuple[tuple[State, str], ...] = (
    ("present", r"install (?P<list>.+)"),
    ("present", r"add (?P<list>(?:the )?(?:packages?|programs?|applications?|apps?) .+|.+ packages?)"),
    ("absent", r"(?:uninstall|deinstall|remove) (?P<list>.+)"),
)
_WISHED: tuple[tuple[State, str], ...] = (
    ("present", r"(?P<list>.+?)(?: (?:(?:is|are|to be|be|should be|must be) )?(?:installed|present))"),
    ("absent", r"(?P<list>.+?)(?: (?:(?:is|are|to be|be|should be|must be) )?(?:uninstalled|removed|absent))"),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9+._-]+")
_LATEST = re.compile(
    r"(?:(?:latest|newest|current|most recent) (?:version|release) of (?:the )?|latest )", re.IGNORECASE
)
_NOUN = r"(?:packages?|programs?|applications?|apps?|softwares?|tools?|browser|player)"
_AROUND = re.compile(rf"^{_NOUN} (?:called |named )?|\s+{_NOUN}$", re.IGNORECASE)
_PROSE = PROSE | listed(
    "updates update drivers driver software program programs application applications app apps tools tool music sound "
    "audio better everywhere system plugins codecs fonts support features dependencies"
)
"""Words that look like a package's name and never are one."""

_FAMILIES = {
    "apt": ("Debian",),
    "dnf": ("RedHat",),
    "dnf5": ("RedHat",),
    "yum": ("RedHat",),
    "pacman": ("Archlinux",),
    "aur": ("Archlinux",),
    "zypper": ("Suse",),
    "apk": ("Alpine",),
    "package": (),
}
"""Modules that install packages, and the families they are for; none: any."""

_GENERAL = ("packages", "applications", "apps", "software", "programs", "common", "base")


@dataclass(frozen=True)
class Packages:
    """Packages, as they were said, and the state they should be in."""

    said: tuple[str, ...]
    state: State
    latest: bool = False


@dataclass(frozen=True)
class _Group:
    """Packages that go to one place: a list that a task reads, else a task of their own."""

    site: Site
    found: tuple[ListSource, Standing] | None
    names: list[str]


def parse(clause: Clause) -> Packages | None:
    """Read a clause as a wish for packages; ``None`` when it is anything else."""
    for state, pattern in (*_SPOKEN, *(_WISHED if clause.wished else ())):
        if match := re.fullmatch(pattern, clause.body, _FLAGS):
            found = [_name(item) for item in items(match["list"])]
            said = tuple(name for name in found if name)
            if said and len(said) == len(found):
                return Packages(tuple(dict.fromkeys(said)), state, bool(_LATEST.search(match["list"])))
    return None


def place(intent: Packages, survey: Survey) -> Outcome:
    """Say which lists and tasks have to change."""
    outcome, as_said = Outcome(), []
    if intent.latest:
        outcome += Outcome(assumptions=("the latest version means the one the distribution has when it is installed",))
    groups: dict[tuple[str, ...], _Group] = {}
    for said in intent.said:
        known = names.package(said, survey.facts)
        name = known or said.lower()
        settled = _settled(survey, name, intent.state)
        if settled is not None:
            outcome += settled
            continue
        if not known:
            as_said.append(name)
        elif known != said:
            outcome += Outcome(assumptions=(f"{said} is the package {name} on {survey.facts.distribution}",))
        site = placement.choose(survey, _need(survey, said, name))
        found = _extensible(survey, site.role, name, intent.state)
        key = (site.role.name, *((found[0].variable.place.path, *found[0].keys) if found else ()))
        groups.setdefault(key, _Group(site, found, [])).names.append(name)
        outcome += Outcome(
            assumptions=(*_conditional(survey, name, intent.state), *filter(None, (site.assumption,))),
            questions=(site.question,) if site.question else (),
        )
    for group in groups.values():
        outcome += Outcome(changes=_changes(survey, group, intent.state))
    if as_said:
        outcome += Outcome(assumptions=(f"package name{'s' * (len(as_said) > 1)} taken as said: {', '.join(as_said)}",))
    return outcome


def _changes(survey: Survey, group: _Group, state: State) -> tuple[Change, ...]:
    if group.found is None:
        return _insertion(survey, group, state)
    return (_extension(survey, group, group.found, state),)


def _conditional(survey: Survey, name: str, state: State) -> Iterator[str]:
    """Tasks that do so as well, but under a condition only the run can tell."""
    verb = "installs" if state == "present" else "removes"
    for role in survey.roles.values():
        for standing in _installers(survey, role, state):
            if standing.runs is None and name in survey.read(role, standing.task, _name_argument(standing)).literals:
                yield f"{standing.ref} {verb} {name} too where its condition holds, which only the run can tell"


def _settled(survey: Survey, name: str, state: State) -> Outcome | None:
    """What there is to say of a package that the content manages already; ``None`` when it does not."""
    refs = tuple(_standing_refs(survey, name, state))
    if refs:
        verb = "installed" if state == "present" else "removed"
        return Outcome(already=(f"{name} is {verb} already: {', '.join(refs)}",))
    opposite = tuple(_standing_refs(survey, name, "absent" if state == "present" else "present"))
    if opposite:
        verb = "removed" if state == "present" else "installed"
        return Outcome(refused=f"{name} is {verb} at {', '.join(opposite)}; take it out there first")
    return None


def _name(item: str) -> str:
    """Return the package a list item names as it was said, or nothing when it is prose."""
    bare = _AROUND.sub("", _LATEST.sub("", item)).strip().strip(QUOTES).lower()
    if bare in names.PACKAGES:
        return bare
    return bare if _NAME.fullmatch(bare) and bare not in _PROSE and re.search("[a-z]", bare) else ""


def _installers(survey: Survey, role: Role, state: State) -> Iterator[Standing]:
    for standing in survey.standing(role):
        families = _FAMILIES.get(standing.action)
        if families is None or (families and survey.facts.os_family not in families):
            continue
        if (standing.args.get("state") in ("absent", "removed")) == (state == "absent"):
            yield standing


def _name_argument(standing: Standing) -> object:
    return next((standing.args[key] for key in ("name", "pkg", "package") if key in standing.args), None)


def _standing_refs(survey: Survey, name: str, state: State) -> Iterator[str]:
    """Where a package gets the state for certain: in a task, or in a list that a task really uses here."""
    for role in survey.roles.values():
        called = _called(survey, role, name)
        for standing in _installers(survey, role, state):
            reading = survey.read(role, standing.task, _name_argument(standing))
            if standing.runs and name in reading.literals:
                yield standing.ref
            elif standing.runs:
                yield from (source.variable.place.ref for source in reading.lists if called & set(source.items))


def _called(survey: Survey, role: Role, name: str) -> frozenset[str]:
    """The package's name, and what the role itself calls it: a variable may map common names to a family's own."""
    families = (survey.facts.os_family, survey.facts.distribution)
    called = {name}
    for variable in role.variables:
        tables = [variable.value.get(family) for family in families] if isinstance(variable.value, dict) else []
        for table in tables:
            called |= {str(key) for key, value in table.items() if value == name} if isinstance(table, dict) else set()
    return frozenset(called)


def _need(survey: Survey, said: str, name: str) -> Need:
    topics = names.topics(name) | names.topics(said)
    terms = dict.fromkeys(topics, 1.0) | {said: 2.0, name: 2.0}

    def evidence(role: Role) -> Iterable[Evidence]:
        listed = [(item, ref) for item, ref in _listed(survey, role) if topics & names.topics(item)]
        if listed:
            shown = ", ".join(item for item, _ in listed[:3])
            yield Evidence(min(2.0, len(listed) / 2), listed[0][1], f"names its like: {shown}")

    return Need(purpose=name, terms=terms, evidence=evidence, general=_GENERAL, foreign=())


def _listed(survey: Survey, role: Role) -> Iterator[tuple[str, str]]:
    """Every package the role names, for whatever distribution: it tells what the role is about."""
    for variable in role.variables:
        if "package" in variable.name:
            yield from ((item, variable.place.ref) for item in _leaves(variable.value))
    for task in role.tasks():
        if task.module.rpartition(".")[2] in _FAMILIES:
            yield from ((item, task.place.ref) for item in survey.read(role, task, task.args.get("name")).literals)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)


def _extensible(survey: Survey, role: Role, name: str, state: State) -> tuple[ListSource, Standing] | None:
    """The list of the role to which a package can be added so that a task acts on it here, if there is one."""
    own = {survey.facts.distribution.lower(), survey.facts.os_family.lower()}
    found = [
        (source, standing)
        for standing in _installers(survey, role, state)
        for source in survey.read(role, standing.task, _name_argument(standing)).lists
        if all(key.lower() in own or key.lower() not in names.DISTRIBUTIONS for key in source.keys[1:])
        # The task may wait for the list to have an item at all.
        and (standing.runs or (len(source.keys) == 1 and survey.runs_with(role, standing, source.keys[0], [name])))
    ]
    topics = names.topics(name)
    return max(found, key=lambda pair: sum(bool(topics & names.topics(i)) for i in pair[0].items), default=None)


def _extension(survey: Survey, group: _Group, found: tuple[ListSource, Standing], state: State) -> Change:
    source, standing = found
    path, keys = source.variable.place.path, source.keys
    called = [min(_called(survey, group.site.role, name) - {name}, default=name) for name in group.names]
    verb = "install" if state == "present" else "remove"
    step = Step(
        summary=f"{verb} {_and(group.names)}",
        role=group.site.role.name,
        path=path,
        reason=f"{group.site.reasons[0]}; {standing.ref} {verb}s the list {'.'.join(keys)}",
        module=standing.task.module,
        variables=(keys[0],),
    )
    return Change(step, tuple(AddListItem(path=path, keys=keys, item=item) for item in called))


def _insertion(survey: Survey, group: _Group, state: State) -> tuple[Change, ...]:
    verb = "Install" if state == "present" else "Remove"
    task = TaskSpec(
        name=f"{verb} {_and(group.names)}",
        module="ansible.builtin.package",
        args={"name": group.names[0] if len(group.names) == 1 else list(group.names), "state": state},
    )
    return (placement.insertion(survey, group.site, task, files=("packages.yml",)), *group.site.followed_by)


def _and(packages: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(packages[:-1]), packages[-1])))
