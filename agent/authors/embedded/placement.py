"""Decides where a change belongs: from documentation and from what the roles already do, not by name alone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from agent.authors.embedded.clauses import listed
from agent.authors.embedded.outcome import Change
from agent.authors.embedded.survey import Standing, Survey
from agent.domain.edits import AddRoleToPlay, Edit, InsertTask, NewRole, TaskAnchor, TaskSpec
from agent.domain.plan import Question, Step
from knowledge.content.model import Play, Role, Task, TaskFile

_WORD = re.compile(r"[a-z0-9]+")
_CLOSE = 0.25
"""Roles whose scores differ by less are equally good places."""

_NAMED = 3.0
_PASSAGE = 2.0
_README = 1.5
_CONTENT = 1.0
_TOLD = 2
"""Pieces of evidence that a reason names; more only tires."""

_MAIN_PLAYS = ("all", "localhost", "workstation", "workstations")


_FOR_PACKAGES = ("packages", "applications", "apps", "software", "programs")
_NEEDS_ROOT = listed(
    "apt blockinfile dnf group lineinfile mount package pacman pam_limits service sysctl systemd systemd_service user "
    "yum"
)


@dataclass(frozen=True)
class Evidence:
    """One reason to change a certain role: how much it weighs, the place it stands at, and what the place shows."""

    weight: float
    place: str
    shows: str


@dataclass(frozen=True)
class Need:
    """What a change looks for in a role.

    Attributes:
        purpose: name a new role gets when no role fits.
        terms: words that fitting documentation uses, with their weight.
        evidence: tells what a role already does of the kind.
        general: names of roles that take anything of the kind, best first.
        foreign: names of roles that are for something else, whatever their documentation speaks of.
    """

    purpose: str
    terms: Mapping[str, float]
    evidence: Callable[[Role], Iterable[Evidence]]
    general: tuple[str, ...] = ()
    foreign: tuple[str, ...] = _FOR_PACKAGES


@dataclass(frozen=True)
class Site:
    """Where a change goes.

    Attributes:
        role: the role; for a role to be made it has no files yet.
        reasons: why there, best first.
        preparation: edits that make the role.
        followed_by: what brings a new role into a play.
        becomes: whether a play that uses the role is root already.
        question: where else it could go.
        assumption: what the person has to know of the place.
    """

    role: Role
    reasons: tuple[str, ...]
    preparation: tuple[Edit, ...] = ()
    followed_by: tuple[Change, ...] = ()
    becomes: bool = False
    question: Question | None = None
    assumption: str = ""

    @property
    def reason(self) -> str:
        """All reasons, in a line."""
        return "; ".join(self.reasons)


def choose(survey: Survey, need: Need) -> Site:
    """Return the role with the best evidence, the only role there is, a general one, or one to be made."""
    scored = [(evidence, role) for role in survey.roles.values() if (evidence := _evidence(survey, role, need))]
    ranked = sorted(scored, key=lambda pair: (-_score(pair[0]), _rank(survey, pair[1]), pair[1].name))
    if survey.brief.content.kind == "role" and survey.roles:
        role = next(iter(survey.roles.values()))
        return Site(role, _told(ranked[0][0]) if ranked else ("this is the only role here",))
    if ranked:
        evidence, role = ranked[0]
        rivals = [other.name for found, other in ranked[1:] if _score(evidence) - _score(found) < _CLOSE]
        question = Question(text=f"{need.purpose}: in {' or '.join([role.name, *rivals])}?", default=role.name)
        return Site(role, _told(evidence), question=question if rivals else None)
    for name in need.general:
        if name in survey.roles:
            why = f"no role is about {need.purpose}, and {survey.roles[name].path} is for anything of the kind"
            return Site(survey.roles[name], (why,))
    return _new_role(survey, need)


def insertion(
    survey: Survey, site: Site, task: TaskSpec, *, files: tuple[str, ...] = (), after: Standing | None = None
) -> Change:
    """Write a new task: after a task of its kind, else at the end of the first of ``files`` the role always runs."""
    path, anchor = _target(survey, site.role, files), None
    if after is not None and not after.task.blocks:
        path, anchor = after.task.place.path, TaskAnchor(line=after.task.place.line, name=after.task.name)
    if not (site.becomes or _becomes(survey, site.role)):
        task = _with_keywords(task, {"become": True})
    task = _named_like_others(survey, site.role, path, task)
    summary = task.name.rpartition(" | ")[2]
    step = Step(
        summary=summary[0].lower() + summary[1:],
        role=site.role.name,
        path=path,
        reason=site.reason,
        module=task.module,
        handlers=_handlers(task),
    )
    return Change(step, (*site.preparation, InsertTask(path=path, task=task, after=anchor)))


def _with_keywords(task: TaskSpec, keywords: Mapping[str, object]) -> TaskSpec:
    """Return the task with more keywords."""
    return TaskSpec.model_validate(task.model_dump() | {"keywords": {**keywords, **task.keywords}})


def words(text: str) -> frozenset[str]:
    """The words of a text or name, in lower case."""
    return frozenset(_WORD.findall(text.lower()))


def _evidence(survey: Survey, role: Role, need: Need) -> list[Evidence]:
    found = list(need.evidence(role))
    if role.name not in need.foreign:
        found += _documentation(survey, role, need.terms)
    return sorted(found, key=lambda evidence: -evidence.weight)


def _documentation(survey: Survey, role: Role, terms: Mapping[str, float]) -> Iterable[Evidence]:
    if term := _heaviest(words(role.name) | {role.name.lower()}, terms):
        yield Evidence(_NAMED * terms[term], role.path or "this", f"is the role for {term}")
    for rank, passage in enumerate(survey.brief.passages):
        if passage.role == role.name and (term := _heaviest(words(passage.text), terms)):
            yield Evidence(_PASSAGE * terms[term] / (1 + rank / 10), passage.ref, f"speaks of {term}")
            break
    if role.readme and (term := _heaviest(words(role.readme), terms)):
        line = next(n for n, text in enumerate(role.readme.splitlines(), 1) if term in words(text))
        yield Evidence(_README * terms[term], f"{posixpath.join(role.path, 'README.md')}:{line}", f"speaks of {term}")
    for task in role.tasks():
        if term := _heaviest(words(task.name), terms):
            yield Evidence(_CONTENT * terms[term], task.place.ref, f"speaks of {term}")
            break


def _heaviest(found: frozenset[str], terms: Mapping[str, float]) -> str:
    return max(sorted(found & terms.keys()), key=lambda term: terms[term], default="")


def _score(evidence: list[Evidence]) -> float:
    return sum(one.weight for one in evidence)


def _told(evidence: list[Evidence]) -> tuple[str, ...]:
    """The best evidence in words, without what only says the same again."""
    told: dict[str, Evidence] = {}
    for one in evidence:
        if all(one.place != other.place for other in told.values()):
            told.setdefault(one.shows, one)
    return tuple(f"{one.place} {one.shows}" for one in list(told.values())[:_TOLD])


def _rank(survey: Survey, role: Role) -> int:
    passages = survey.brief.passages
    return next((rank for rank, passage in enumerate(passages) if passage.role == role.name), len(passages))


def _new_role(survey: Survey, need: Need) -> Site:
    name = re.sub(r"[^a-z0-9]+", "_", need.purpose.lower()).strip("_")
    name = name if name[:1].isalpha() else f"role_{name}"
    role = Role(name=name, path=f"roles/{name}")
    created = NewRole(name=name, description=f"Manage {need.purpose}.")
    reasons = (f"no role here is about {need.purpose}, so it gets one of its own",)
    plays = [play for play in survey.brief.content.plays if play.hosts in _MAIN_PLAYS and play.roles]
    if len(plays) != 1:
        return Site(
            role, reasons, (created,), assumption=f"no play uses the new role {name} yet; add it where it belongs"
        )
    becomes = bool(plays[0].keywords.get("become"))
    return Site(role, reasons, (created,), followed_by=(_into_play(survey, plays[0], name),), becomes=becomes)


def _into_play(survey: Survey, play: Play, name: str) -> Change:
    prefix = f"{survey.brief.content.name}."
    full = prefix + name if any(reference.name.startswith(prefix) for reference in play.roles) else name
    path = play.place.path
    step = Step(
        summary=f"add the role {full} to the play", role=name, path=path, reason=f"{play.place.ref} is the main play"
    )
    return Change(step, (AddRoleToPlay(path=path, play=play.index, role=full),))


def _target(survey: Survey, role: Role, preferred: tuple[str, ...]) -> str:
    """The file a new task is appended to: a preferred one where it is reached in any case, else main.yml."""
    main = survey.main_file(role)
    reached = {standing.task.place.path for standing in survey.standing(role)}
    for name in preferred:
        path = posixpath.join(role.path, "tasks", name)
        if path in reached and _always_read(survey, role, path):
            return path
    return main.path if main else posixpath.join(role.path, "tasks", "main.yml")


def _always_read(survey: Survey, role: Role, path: str) -> bool:
    return any(file.path == path and _included_always(survey, role, file) for file in role.task_files)


def _included_always(survey: Survey, role: Role, file: TaskFile) -> bool:
    name = posixpath.basename(file.path)
    return any(
        standing.runs and name in (standing.args.get("file"), standing.args.get("_raw_params"))
        for standing in survey.standing(role)
        if standing.action in ("import_tasks", "include_tasks")
    )


def _becomes(survey: Survey, role: Role) -> bool:
    """Whether a play that uses the role is root; for a role on its own, whether its tasks count on one that is."""
    suffixes = (role.name, f"{survey.brief.content.name}.{role.name}")
    plays = [play for play in survey.brief.content.plays if any(used.name in suffixes for used in play.roles)]
    if plays or survey.brief.content.kind != "role":
        return any(play.keywords.get("become") for play in plays)
    like = [standing.task for standing in survey.standing(role) if standing.action in _NEEDS_ROOT]
    return bool(like) and not any(_has_become(task) for task in like)


def _has_become(task: Task) -> bool:
    return any("become" in keywords for keywords in (task.keywords, *(block.keywords for block in task.blocks)))


def _named_like_others(survey: Survey, role: Role, path: str, task: TaskSpec) -> TaskSpec:
    """Take over a prefix ("Packages | ") that most tasks of the file have."""
    names = [standing.task.name for standing in survey.standing(role) if standing.task.place.path == path]
    prefixes = [name.rpartition(" | ")[0] for name in names if name]
    prefix = max(set(prefixes), key=prefixes.count, default="")
    if not prefix or prefixes.count(prefix) * 2 <= len(prefixes):
        return task
    return TaskSpec.model_validate(task.model_dump() | {"name": f"{prefix} | {task.name}"})


def _handlers(task: TaskSpec) -> tuple[str, ...]:
    notify = task.keywords.get("notify", [])
    return tuple(str(name) for name in notify) if isinstance(notify, list) else (str(notify),)
