"""Intent: a service that should be enabled, disabled, started or stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from agent.authors.embedded import names, placement
from agent.authors.embedded.clauses import PROSE, QUOTES, Clause, items
from agent.authors.embedded.outcome import Outcome
from agent.authors.embedded.placement import Evidence, Need
from agent.authors.embedded.survey import Standing, Survey
from agent.domain.edits import TaskSpec
from knowledge.content.model import Role

_WORDS: Mapping[str, tuple[str, JsonValue]] = {
    "enable": ("enabled", True),
    "disable": ("enabled", False),
    "start": ("state", "started"),
    "stop": ("state", "stopped"),
    "enabled": ("enabled", True),
    "disabled": ("enabled", False),
    "started": ("state", "started"),
    "running": ("state", "started"),
    "active": ("state", "started"),
    "stopped": ("state", "stopped"),
}
_DOES = {"true": "enables", "false": "disables", "started": "starts", "stopped": "stops"}
_AT_BOOT = r"(?:automatically )?(?:at|on|during) (?:system )?(?:boot|startup|start-up|boot time)"
_AND = r"(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)"
_VERBS = "enable|disable|start|stop"
_SPOKEN = re.compile(
    rf"(?P<do>(?:{_VERBS})(?:{_AND}(?:{_VERBS}))*) (?P<list>.+?)(?P<boot> {_AT_BOOT})?",
    re.IGNORECASE | re.DOTALL,
)
_STATES = "enabled|disabled|started|running|active|stopped"
_WISHED = re.compile(
    rf"(?P<list>.+?) (?:(?:is|are|to be|be|should be|must be) )?(?P<do>(?:{_STATES})(?:{_AND}(?:{_STATES}))*)"
    rf"(?P<boot> {_AT_BOOT})?",
    re.IGNORECASE | re.DOTALL,
)
_BOOTS = re.compile(rf"(?P<list>.+?) (?:to )?(?P<do>starts?|comes? up) (?P<boot>{_AT_BOOT})", re.IGNORECASE | re.DOTALL)
_NOUN = re.compile(r"^(?:services?|daemons?|units?) |\s+(?P<noun>services?|daemons?|units?|sockets?|timers?)$", re.I)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._:-]*")
_ACTIONS = ("service", "systemd", "systemd_service", "sysvinit")
_SYSTEMD_FAMILIES = ("Archlinux", "Debian", "RedHat", "Suse")


@dataclass(frozen=True)
class Said:
    """A service as it was said, and whether the word "service" or the like stood with it."""

    name: str
    certain: bool


@dataclass(frozen=True)
class Service:
    """Services and the arguments that hold their state: ``enabled``, ``state``."""

    said: tuple[Said, ...]
    args: tuple[tuple[str, JsonValue], ...]


def parse(clause: Clause) -> Service | None:
    """Read a clause as a wish for services; ``None`` when it is anything else."""
    match = _SPOKEN.fullmatch(clause.body)
    if match is None and clause.wished:
        match = _BOOTS.fullmatch(clause.body) or _WISHED.fullmatch(clause.body)
    if match is None:
        return None
    args = _arguments(match["do"].lower(), at_boot=match["boot"] is not None)
    listed = items(match["list"])
    plural = bool(re.search(r"(?:services|daemons|units)$", match["list"], re.IGNORECASE))
    said = [_service(item, plural=plural) for item in listed]
    services = tuple(one for one in said if one is not None)
    return Service(services, args) if args and services and len(services) == len(said) else None


def place(intent: Service, survey: Survey) -> Outcome:
    """Say which tasks have to be added."""
    outcome = Outcome()
    for said in intent.said:
        managed = list(_managing(survey, said.name))
        if not (said.certain or names.is_service(said.name) or managed):
            return Outcome(refused=f"is {said.name} a service? if so, say: the {said.name} service")
        outcome += _place_one(said.name, dict(intent.args), managed, survey)
    return outcome


def _place_one(said: str, args: dict[str, JsonValue], managed: list[tuple[Role, Standing]], survey: Survey) -> Outcome:
    unit, assumption = names.unit(said, survey.facts)
    done = [standing.ref for _, standing in managed if standing.runs and _achieves(standing, args)]
    if done:
        return Outcome(already=(f"{unit} is {_state(args)} already: {', '.join(done)}",))
    against = [standing for _, standing in managed if standing.runs and _contradicts(standing, args)]
    if against:
        held = " and ".join(_held(standing) for standing in against)
        return Outcome(refused=f"{held}; change that first")
    waiting = [_held(standing) for _, standing in managed if standing.runs is None and _concerns(standing, args)]
    known = tuple(f"{held} where its condition holds, which only the run can tell" for held in waiting)
    site = placement.choose(survey, _need(unit, said, managed))
    systemd = survey.facts.service_mgr == "systemd" or survey.facts.os_family in _SYSTEMD_FAMILIES
    task = TaskSpec(
        name=f"{_verb(args)} {unit}",
        module="ansible.builtin.systemd_service" if systemd else "ansible.builtin.service",
        args={"name": unit, **args},
    )
    own = tuple(f"{name}.yml" for name in dict.fromkeys((said.lower(), unit, _purpose(unit))))
    change = placement.insertion(survey, site, task, files=(*own, "service.yml", "services.yml"))
    return Outcome(
        changes=(change, *site.followed_by),
        questions=(site.question,) if site.question else (),
        assumptions=tuple(filter(None, (assumption, *known, site.assumption))),
    )


def _arguments(do: str, *, at_boot: bool) -> tuple[tuple[str, JsonValue], ...]:
    """Return the module's arguments, or nothing when the words contradict each other."""
    said = [word for word in re.split(r"[\s,]+|\band\b", do) if word]
    if at_boot and all(word in ("start", "starts", "started", "come", "comes", "up") for word in said):
        return (("enabled", True),)  # what starts at boot is enabled; whether it runs now was not said
    found: dict[str, JsonValue] = {}
    for word in said:
        key, value = _WORDS[word]
        if found.setdefault(key, value) != value:
            return ()
    return tuple(sorted(found.items()))


def _service(item: str, *, plural: bool) -> Said | None:
    noun = _NOUN.search(item)
    name = _NOUN.sub("", item).strip().strip(QUOTES)
    ending = noun["noun"].lower().rstrip("s") if noun and noun["noun"] else ""
    if ending in ("socket", "timer") and _NAME.fullmatch(name):
        name = f"{name}.{ending}"
    certain = noun is not None or plural or "." in name
    usable = names.is_service(name) or (_NAME.fullmatch(name) and name.lower() not in PROSE)
    return Said(name, certain) if usable else None


def _managing(survey: Survey, said: str) -> Iterator[tuple[Role, Standing]]:
    """Every task that manages the service for the whole system, whether or not it runs here."""
    for role, standing in survey.everywhere:
        if standing.action not in _ACTIONS or standing.args.get("scope", "system") != "system":
            continue
        reading = survey.read(role, standing.task, standing.args.get("name", standing.args.get("service")))
        if any(names.same_unit(said, name) for name in reading.items):
            yield role, standing


def _achieves(standing: Standing, args: Mapping[str, JsonValue]) -> bool:
    return all(_plain(standing.args.get(key)) == _plain(value) for key, value in args.items())


def _contradicts(standing: Standing, args: Mapping[str, JsonValue]) -> bool:
    opposite = {"true": "false", "false": "true", "started": "stopped", "stopped": "started"}
    return any(opposite[_plain(value)] == _plain(standing.args.get(key)) for key, value in args.items())


def _concerns(standing: Standing, args: Mapping[str, JsonValue]) -> bool:
    return any(standing.args.get(key) is not None for key in args)


def _held(standing: Standing) -> str:
    """``path:line`` and what the task there does: ``roles/ssh/tasks/main.yml:4 enables and starts it``."""
    args = [standing.args[key] for key in ("enabled", "state") if standing.args.get(key) is not None]
    does = [_DOES[_plain(value)] for value in args if _plain(value) in _DOES]
    return f"{standing.ref} {' and '.join(does) or 'manages'} it"


def _plain(value: object) -> str:
    text = str(value).lower()
    return {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text, text)


def _need(unit: str, said: str, managed: list[tuple[Role, Standing]]) -> Need:
    terms = dict.fromkeys(names.topics(unit) | names.topics(said), 0.5) | {unit.lower(): 1.5, said.lower(): 1.5}

    def evidence(role: Role) -> Iterable[Evidence]:
        for holder, standing in managed:
            if holder.name == role.name:
                yield Evidence(4.0, standing.ref, "manages the service")

    return Need(purpose=_purpose(unit), terms=terms, evidence=evidence, general=("services", "base", "common"))


def _purpose(unit: str) -> str:
    return unit.partition(".")[0].removesuffix("-daemon")


def _verb(args: Mapping[str, JsonValue]) -> str:
    verbs = [
        {"true": "enable", "false": "disable", "started": "start", "stopped": "stop"}[_plain(v)] for v in args.values()
    ]
    return " and ".join(verbs).capitalize()


def _state(args: Mapping[str, JsonValue]) -> str:
    states = {"true": "enabled", "false": "disabled", "started": "started", "stopped": "stopped"}
    return " and ".join(states[_plain(value)] for value in args.values())
