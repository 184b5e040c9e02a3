"""Intent: a user who should be in groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.authors.embedded import names, placement
from agent.authors.embedded.clauses import PROSE, QUOTES, Clause, items
from agent.authors.embedded.outcome import Change, Outcome
from agent.authors.embedded.placement import Evidence, Need, Site
from agent.authors.embedded.survey import ListSource, Standing, Survey
from agent.domain.edits import AddListItem, TaskSpec
from agent.domain.plan import Step
from knowledge.content.model import Role

THE_USER = ""
"""Stands for "the user", "my user", "me": whoever logs in on the system."""

_PERSON = re.compile(
    r"(?:(?:the |my |our |current |login |desktop )*user(?: account)?|my account|me|myself)", re.IGNORECASE
)
_NAME = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_USER_NOUN = re.compile(r"^(?:(?:new )?users? |account (?:of |for )?)(?:called |named )?|\s+user$", re.IGNORECASE)
_GROUP_NOUN = re.compile(
    r"^(?:(?:new )?(?:system )?groups? )(?:called |named )?|\s+groups?$|^(?:supplementary|unix) ", re.IGNORECASE
)
_FLAGS = re.IGNORECASE | re.DOTALL
_JOIN = (
    re.compile(r"(?:add|put) (?P<users>.+?) (?:to|in|into) (?P<groups>.+)", _FLAGS),
    re.compile(r"make (?P<users>.+?) (?:a )?members? of (?P<groups>.+)", _FLAGS),
)
_JOINED = (
    re.compile(r"(?P<users>.+?) (?:(?:is|are|to be|be|should be|must be) )?(?:a )?members? of (?P<groups>.+)", _FLAGS),
    re.compile(r"(?P<users>.+?) (?:is|are|to be|be|should be|must be) in (?P<groups>.+)", _FLAGS),
    re.compile(r"(?P<users>.+?) (?:is|are|to be|be|should be|must be) added to (?P<groups>.+)", _FLAGS),
)
_REVERSED = re.compile(r"add (?P<groups>(?:the )?(?:groups? .+?|.+? groups?)) to (?P<users>.+)", _FLAGS)


@dataclass(frozen=True)
class Membership:
    """Users that should be in groups."""

    users: tuple[str, ...]
    groups: tuple[str, ...]


def parse(clause: Clause) -> Membership | None:
    """Read a clause as a wish for members of groups; ``None`` when it is anything else."""
    for pattern in (_REVERSED, *_JOIN, *(_JOINED if clause.wished else ())):
        if match := pattern.fullmatch(clause.body):
            users, groups = read_users(match["users"]), read_groups(match["groups"])
            said_group = re.search(r"\bgroups?\b|\bmembers? of\b", clause.body, re.IGNORECASE)
            if users and groups and (said_group or all(map(_is_well_known, groups))):
                return Membership(users, groups)
    return None


def place(intent: Membership, survey: Survey) -> Outcome:
    """Say which lists and tasks have to change."""
    return sum((place_one(user, intent.groups, survey) for user in intent.users), Outcome())


def the_user(survey: Survey, role: Role | None) -> tuple[str, str]:
    """Return how the content names the login user, else the user of the facts; with the assumption it rests on."""
    used = survey.user_expressions(role) or survey.user_expressions(None)
    if used:
        expression = used.most_common(1)[0][0]
        return f"{{{{ {expression} }}}}", f"the user is {expression}, as elsewhere in this content"
    name = survey.facts.user_id
    if _NAME.fullmatch(name) and name != "root":
        return name, f"the user is {name}, as whom the facts were gathered"
    return "", ""


def read_users(text: str) -> tuple[str, ...]:
    """Return the users a list names, or none when one of them is no user."""
    found: list[str] = []
    for item in items(text):
        bare = _USER_NOUN.sub("", item).strip(QUOTES)
        if _PERSON.fullmatch(item):
            found.append(THE_USER)
        elif _NAME.fullmatch(bare) and bare not in PROSE:
            found.append(bare)
        else:
            return ()
    return tuple(dict.fromkeys(found))


def read_groups(text: str) -> tuple[str, ...]:
    """Return the groups a list names, or none when one of them is no group."""
    found = [_GROUP_NOUN.sub("", item).strip(QUOTES) for item in items(text)]
    usable = all(_NAME.fullmatch(name) and name not in PROSE for name in found)
    return tuple(dict.fromkeys(found)) if usable else ()


def _is_well_known(group: str) -> bool:
    return any(group in groups for groups in names.STANDARD_GROUPS.values()) or group in (
        "docker",
        "realtime",
        "libvirt",
    )


def place_one(user: str, groups: tuple[str, ...], survey: Survey) -> Outcome:
    """Say what puts one user into groups."""
    already, missing = [], []
    for group in groups:
        refs = [standing.ref for _, standing in _memberships(survey, user, group) if standing.runs]
        if refs:
            already.append(f"{user or 'the user'} is in the group {group} already: {', '.join(refs)}")
        else:
            missing.append(group)
    outcome = Outcome(already=tuple(already))
    if not missing:
        return outcome
    site = placement.choose(survey, need(survey, missing))
    name, assumption = (user, "") if user else the_user(survey, site.role)
    if not name:
        return Outcome(refused="which user? name one: add NAME to the group")
    new = [group for group in missing if not group_exists(survey, group)]
    exists = f"the user {name} exists" if user else ""
    made = f"the base system lacks the group {' and '.join(new)}, so it is made" if new else ""
    notes = tuple(filter(None, (assumption, exists, made, site.assumption)))
    outcome += Outcome(assumptions=notes, questions=(site.question,) if site.question else ())
    extended = _extensible(survey, site.role, missing) if "{{" not in name else None
    if extended is not None:
        return outcome + Outcome(changes=(_extension(site, name, missing, *extended),))
    changes = [group_task(survey, site, group) for group in new]
    return outcome + Outcome(changes=(*changes, _membership_task(survey, site, name, missing), *site.followed_by))


def _memberships(survey: Survey, user: str, group: str) -> Iterator[tuple[Role, Standing]]:
    """Tasks that put the user into the group; for "the user", whichever name the content has for the login user."""
    for role, standing in survey.everywhere:
        if standing.action != "user" or group not in _groups_of(survey, role, standing):
            continue
        name = str(standing.args.get("name", ""))
        if user in survey.read(role, standing.task, name).items or (not user and _names_the_user(survey, name)):
            yield role, standing


def _names_the_user(survey: Survey, name: str) -> bool:
    return "{{" in name and name.strip("{} \t") in survey.user_expressions(None)


def _groups_of(survey: Survey, role: Role, standing: Standing) -> tuple[str, ...]:
    value = standing.args.get("groups", standing.args.get("group"))
    return survey.read(role, standing.task, value).items


def need(survey: Survey, groups: list[str]) -> Need:
    """What a change to groups looks for in a role."""

    def evidence(role: Role) -> Iterable[Evidence]:
        users = [standing for standing in survey.standing(role) if standing.action == "user"]
        same = [standing for standing in users if set(groups) & set(_groups_of(survey, role, standing))]
        if same:
            yield Evidence(4.0, same[0].ref, "fills the same group")
        made = [s for s in survey.standing(role) if s.action == "group" and s.args.get("name") in groups]
        if made:
            yield Evidence(3.0, made[0].ref, "makes the group")
        if users and role.name in ("user", "users", "accounts"):
            yield Evidence(2.0, users[0].ref, "keeps users")

    # A name of the person's own, such as studio, says nothing of a role whose documentation happens to hold the word.
    terms = {group: 1.0 for group in groups if _is_well_known(group) or group in survey.roles}
    return Need(purpose="users", terms=terms, evidence=evidence, general=("users", "user", "accounts"))


def _extensible(survey: Survey, role: Role, groups: list[str]) -> tuple[ListSource, Standing] | None:
    """A list of users that a task of the role puts into all these groups, if there is one."""
    for standing in survey.standing(role):
        if standing.action == "user" and standing.runs and set(groups) <= set(_groups_of(survey, role, standing)):
            for source in survey.read(role, standing.task, standing.args.get("name")).lists:
                return source, standing
    return None


def _extension(site: Site, user: str, groups: list[str], source: ListSource, standing: Standing) -> Change:
    step = Step(
        summary=f"add {user} to {_and(groups)}",
        role=site.role.name,
        path=source.variable.place.path,
        reason=f"{standing.ref} puts everyone in {'.'.join(source.keys)} into the group",
        module=standing.task.module,
        variables=(source.keys[0],),
    )
    return Change(step, (AddListItem(path=step.path, keys=source.keys, item=user),))


def group_exists(survey: Survey, group: str) -> bool:
    """Whether the base system or a task brings the group along."""
    made = (s for _, s in survey.everywhere if s.action == "group" and s.runs is not False)
    return names.is_standard_group(group, survey.facts) or any(s.args.get("name") == group for s in made)


def group_task(survey: Survey, site: Site, group: str) -> Change:
    """Write a task that makes a group."""
    task = TaskSpec(
        name=f"Create the group {group}", module="ansible.builtin.group", args={"name": group, "state": "present"}
    )
    return placement.insertion(survey, site, task, files=("groups.yml",))


def _membership_task(survey: Survey, site: Site, user: str, groups: list[str]) -> Change:
    said = "the user" if "{{" in user else user
    task = TaskSpec(
        name=f"Add {said} to {_and(groups)}",
        module="ansible.builtin.user",
        args={"name": user, "groups": list(groups), "append": True},
    )
    like = [s for s in survey.standing(site.role) if s.action == "user" and s.runs]
    same = [s for s in like if set(groups) & set(_groups_of(survey, site.role, s))]
    return placement.insertion(survey, site, task, files=("users.yml",), after=same[-1] if same else None)


def _and(groups: list[str]) -> str:
    plural = "group" if len(groups) == 1 else "groups"
    return f"the {plural} {' and '.join(groups)}"
