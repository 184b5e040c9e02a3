"""Intent: a user or a group that should exist."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import JsonValue

from agent.authors.embedded import placement, users_and_groups
from agent.authors.embedded.clauses import Clause
from agent.authors.embedded.outcome import Outcome
from agent.authors.embedded.survey import Standing, Survey
from agent.authors.embedded.users_and_groups import THE_USER, read_groups, read_users
from agent.domain.edits import TaskSpec
from knowledge.content.model import Role

_FLAGS = re.IGNORECASE | re.DOTALL
_CREATE = re.compile(
    r"(?:create|add|make) (?:an? |the )?(?:new )?(?:system )?(?P<kind>users?|accounts?|groups?) "
    r"(?:called |named |for )?(?P<list>.+?)(?: (?:in|with) (?P<groups>(?:the )?groups? .+|.+ groups?))?",
    _FLAGS,
)
_EXISTS = re.compile(
    r"(?:the |an? )?(?P<kind>users?|groups?) (?P<list>.+?) (?:exists?|(?:is|are|be|to be) present)", _FLAGS
)


@dataclass(frozen=True)
class Accounts:
    """Users or groups that should exist; ``groups`` are those of the users."""

    kind: str
    names: tuple[str, ...]
    groups: tuple[str, ...] = ()


def parse(clause: Clause) -> Accounts | None:
    """Read a clause as a wish for users or groups; ``None`` when it is anything else."""
    for pattern in (_CREATE, *((_EXISTS,) if clause.wished else ())):
        if match := pattern.fullmatch(clause.body):
            kind = "group" if match["kind"].lower().startswith("group") else "user"
            named = read_users(match["list"]) if kind == "user" else read_groups(match["list"])
            listed = match.groupdict().get("groups")
            groups = read_groups(listed) if listed else ()
            if named and THE_USER not in named and (groups or not listed) and not (groups and kind == "group"):
                return Accounts(kind, named, groups)
    return None


def place(intent: Accounts, survey: Survey) -> Outcome:
    """Say which tasks have to be added."""
    outcome = Outcome()
    for name in intent.names:
        refs = [
            s.ref for r, s in survey.everywhere if s.action == intent.kind and s.runs and _creates(survey, r, s, name)
        ]
        if refs:
            outcome += Outcome(already=(f"the {intent.kind} {name} exists already: {', '.join(refs)}",))
            if intent.groups:
                outcome += users_and_groups.place_one(name, intent.groups, survey)
            continue
        site = placement.choose(
            survey, users_and_groups.need(survey, [*intent.groups, *([name] if intent.kind == "group" else [])])
        )
        args: dict[str, JsonValue] = {"name": name, "state": "present"}
        if intent.groups:
            args |= {"groups": list(intent.groups), "append": True}
        task = TaskSpec(name=f"Create the {intent.kind} {name}", module=f"ansible.builtin.{intent.kind}", args=args)
        groups = [
            users_and_groups.group_task(survey, site, group)
            for group in intent.groups
            if not users_and_groups.group_exists(survey, group)
        ]
        change = placement.insertion(survey, site, task, files=(f"{intent.kind}s.yml",))
        outcome += Outcome(
            changes=(*groups, change, *site.followed_by),
            questions=(site.question,) if site.question else (),
            assumptions=(site.assumption,) if site.assumption else (),
        )
    return outcome


def _creates(survey: Survey, role: Role, standing: Standing, name: str) -> bool:
    present = standing.args.get("state", "present") == "present"
    return present and name in survey.read(role, standing.task, standing.args.get("name")).items
