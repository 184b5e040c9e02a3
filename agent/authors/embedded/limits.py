"""Intent: a limit of a user or group (PAM)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from agent.authors.embedded import placement, users_and_groups
from agent.authors.embedded.clauses import PROSE, Clause, listed
from agent.authors.embedded.file_lines import PATH, beside, destination, is_plain_path, lines_in, whole_file_writers
from agent.authors.embedded.outcome import Change, Outcome
from agent.authors.embedded.placement import Site
from agent.authors.embedded.survey import Standing, Survey
from agent.domain.edits import AddListItem, SetVariable, TaskSpec
from agent.domain.plan import Step
from knowledge.content.model import Variable

_FLAGS = re.IGNORECASE | re.DOTALL
_ITEMS: Mapping[str, str] = {
    "realtime priority": "rtprio",
    "real-time priority": "rtprio",
    "locked memory": "memlock",
    "open files": "nofile",
    **{
        item: item
        for item in listed(
            "core data fsize memlock nofile rss stack cpu nproc as maxlogins maxsyslogins priority locks sigpending "
            "msgqueue nice rtprio"
        )
    },
}
_ITEM = rf"(?P<item>{'|'.join(sorted(_ITEMS, key=len, reverse=True))})"
_KIND = r"(?:(?P<kind>hard|soft) )?"
_VALUE = r"(?P<value>-?\d{1,18}|unlimited|infinity)"
_DOMAIN = (
    r"(?P<domain>\S+(?: (?:group|user))?|the (?:group|user) \S+|the \S+ (?:group|user)|(?:group|user) \S+|"
    r"all users|the user)"
)
_IN = rf"(?: in (?:the )?(?:file )?{PATH})?"
_SPOKEN = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        rf"(?:set|limit|raise) (?:the )?{_KIND}{_ITEM}(?: limit)? to {_VALUE} (?:for|of) {_DOMAIN}{_IN}",
        rf"(?:set|limit|raise) (?:the )?{_KIND}{_ITEM}(?: limit)? (?:for|of) {_DOMAIN} to {_VALUE}{_IN}",
        rf"(?:set|add|raise) (?:the |a |an )?{_KIND}limit (?:for |of )?{_ITEM} (?:to|of) {_VALUE} for {_DOMAIN}{_IN}",
        rf"(?:give|allow) {_DOMAIN} (?:an? )?{_KIND}{_ITEM}(?: limit)?(?: of)? {_VALUE}{_IN}",
        rf"(?:give|allow) {_DOMAIN} (?:an? )?{_VALUE} {_KIND}{_ITEM}{_IN}",
        rf"{_DOMAIN} (?:should|must) have (?:an? )?{_VALUE} {_KIND}{_ITEM}{_IN}",
    )
)
_WISHED = re.compile(
    rf"(?:the )?{_KIND}{_ITEM}(?: limit)? (?:is|be|to be|should be)(?: set to)? {_VALUE} (?:for|of) {_DOMAIN}{_IN}",
    _FLAGS,
)
_GROUP = re.compile(r"(?:the )?group (\S+)|(?:the )?(\S+) group", re.IGNORECASE)
_USER = re.compile(r"(?:the )?user (\S+)|(?:the )?(\S+) user", re.IGNORECASE)
_DOMAIN_NAME = re.compile(r"@?[a-z_][a-z0-9_-]{0,31}|\*")
_SPOKEN_OF = {users_and_groups.THE_USER: "the user", "*": "everyone"}
_EVERYONE = ("everyone", "everybody", "all users", "all")


@dataclass(frozen=True)
class Limit:
    """A line of limits.conf; an empty domain is the login user, an empty path lets us choose the file."""

    domain: str
    kind: str
    item: str
    value: str
    path: str = ""


def parse(clause: Clause) -> Limit | None:
    """Read a clause as a wish for a limit; ``None`` when it is anything else."""
    for pattern in (*_SPOKEN, *((_WISHED,) if clause.wished else ())):
        if match := pattern.fullmatch(clause.body):
            return _limit(match)
    return None


def place(intent: Limit, survey: Survey) -> Outcome:
    """Say which list or task has to change."""
    domain, assumption = intent.domain, ""
    if domain == users_and_groups.THE_USER:
        domain, assumption = users_and_groups.the_user(survey, None)
        if not domain:
            return Outcome(refused="which user? name one: set LIMIT to VALUE for NAME")
    line = f"{domain} {intent.kind} {intent.item} {intent.value}"
    like = [(role, s) for role, s in survey.everywhere if s.action == "pam_limits" and s.runs]
    done = [s.ref for _, s in lines_in(survey, intent.path, line) if s.runs]
    done += [s.ref for _, s in like if _same_limit(s, domain, intent)]
    if done:
        return Outcome(already=(f"{line} is set already: {', '.join(done)}",))
    terms = {"limits": 1.0, "realtime": 1.0, "tuning": 1.0, domain.lstrip("@"): 0.5, intent.item: 1.0}
    site = placement.choose(survey, beside(survey, "limits", terms, "pam_limits", "/etc/security/limits"))
    kept = _kept_in_list(survey, site, domain, intent)
    if kept is not None:
        return kept
    writers = whole_file_writers(survey, intent.path)
    if writers:
        return Outcome(refused=f"{', '.join(writers)} writes the whole file; change what it is written from")
    path = intent.path or next((destination(s) for _, s in like if destination(s).startswith("/")), "")
    path = path or f"/etc/security/limits.d/{_file_name(intent.domain)}.conf"
    args: dict[str, JsonValue] = {"dest": path, "domain": domain, "limit_type": intent.kind}
    task = TaskSpec(
        name=f"Set {intent.item} to {intent.value} for {_SPOKEN_OF.get(intent.domain, intent.domain)}",
        module="community.general.pam_limits",
        args={**args, "limit_item": intent.item, "value": intent.value},
    )
    change = placement.insertion(survey, site, task, files=("limits.yml",))
    chosen = "" if intent.path else f"the limit stands in {path}"
    return Outcome(
        changes=(change, *site.followed_by),
        questions=(site.question,) if site.question else (),
        assumptions=tuple(filter(None, (assumption, chosen, site.assumption))),
    )


def _file_name(domain: str) -> str:
    return "user" if domain == users_and_groups.THE_USER else re.sub("[^a-z0-9_-]", "", domain) or "all"


def _limit(match: re.Match[str]) -> Limit | None:
    domain = _domain(match["domain"])
    path = match["path"] or ""
    if domain is None or (path and not is_plain_path(path)):
        return None
    item = _ITEMS[match["item"].lower()]
    return Limit(domain, (match["kind"] or "-").lower(), item, match["value"].lower(), path)


def _domain(said: str) -> str | None:
    if said.lower() in _EVERYONE:
        return "*"
    if said.lower() in ("the user", "my user", "me"):
        return users_and_groups.THE_USER
    group, user = _GROUP.fullmatch(said), _USER.fullmatch(said)
    name = f"@{group[1] or group[2]}" if group else (user[1] or user[2]) if user else said
    return name if _DOMAIN_NAME.fullmatch(name) and name.lower() not in PROSE else None


def _same_limit(standing: Standing, domain: str, intent: Limit) -> bool:
    wanted = {"domain": domain, "limit_type": intent.kind, "limit_item": intent.item, "value": intent.value}
    return all(str(standing.args.get(key)) == value for key, value in wanted.items())


def _kept_in_list(survey: Survey, site: Site, domain: str, intent: Limit) -> Outcome | None:
    """Use the list of limits from which the role writes a limits file, if it has one that fits."""
    writer = next((s for s in survey.standing(site.role) if s.runs and _writes_limits(s, intent.path)), None)
    variable = next((v for v in site.role.variables if _is_list_of_limits(v)), None)
    named = {v.value for v in site.role.variables if isinstance(v.value, str)}
    if writer is None or variable is None or intent.kind != "-" or domain.removeprefix("@") not in named:
        return None
    value: JsonValue = int(intent.value) if intent.value.lstrip("-").isdigit() else intent.value
    set_so = next((entry for entry in variable.value if entry["item"] == intent.item), None)
    if set_so is not None and set_so["value"] == value:
        return Outcome(already=(f"{domain} {intent.item} is {value} already: {variable.place.ref}",))
    step = Step(
        summary=f"set {intent.item} to {value} for {domain}",
        role=site.role.name,
        path=variable.place.path,
        reason=f"{writer.ref} writes the limits in {variable.name}",
        module=writer.task.module,
        variables=(variable.name,),
    )
    entry: dict[str, JsonValue] = {"item": intent.item, "value": value}
    if set_so is None:
        return Outcome((Change(step, (AddListItem(path=step.path, keys=(variable.name,), item=entry),)),))
    entries = [entry if old is set_so else dict(old) for old in variable.value]
    return Outcome(
        (Change(step, (SetVariable(path=step.path, name=variable.name, value=entries),)),),
        assumptions=(f"{intent.item} may change from {set_so['value']} to {value} for {domain}",),
    )


def _writes_limits(standing: Standing, path: str) -> bool:
    written = destination(standing)
    return written == path if path else written.startswith("/etc/security/limits") and written.endswith(".conf")


def _is_list_of_limits(variable: Variable) -> bool:
    entries = variable.value
    return isinstance(entries, list) and bool(entries) and all(map(_is_limit, entries))


def _is_limit(entry: object) -> bool:
    return isinstance(entry, dict) and set(entry) == {"item", "value"}
