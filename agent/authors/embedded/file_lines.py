"""Intent: a line that should, or should not, stand in a file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from agent.authors.embedded import placement
from agent.authors.embedded.clauses import QUOTES, Clause, listed, unquoted
from agent.authors.embedded.outcome import Outcome
from agent.authors.embedded.placement import Evidence, Need
from agent.authors.embedded.survey import Standing, Survey
from agent.domain.edits import TaskSpec
from knowledge.content.model import Role

PATH = r"(?P<path>/[\w./@+:-]+)"
_FLAGS = re.IGNORECASE | re.DOTALL
_LINE = rf"(?:(?:the |a |this )?(?:following )?line:? (?P<line>.+?)|(?P<quoted>[{QUOTES}].+[{QUOTES}]))"
_SPOKEN: tuple[tuple[Literal["present", "absent"], re.Pattern[str]], ...] = (
    (
        "present",
        re.compile(
            rf"(?:add|append|put|write|insert) {_LINE} (?:to|in|into|at the end of) (?:the )?(?:file )?{PATH}", _FLAGS
        ),
    ),
    ("absent", re.compile(rf"(?:remove|delete) {_LINE} (?:from|in) (?:the )?(?:file )?{PATH}", _FLAGS)),
)
_WISHED = re.compile(
    rf"{_LINE} (?:is |be |to be |should be |must be )?(?:present |written )?in (?:the )?(?:file )?{PATH}", _FLAGS
)
_CONTAINS = re.compile(
    r"(?:the )?(?:file )?(?P<path>/[\w./@+:-]+) (?:to )?(?:contains?|has|have|should contain|must contain) "
    rf"(?:(?:the |a |this )?(?:following )?line:? (?P<line>.+)|(?P<quoted>[{QUOTES}].+[{QUOTES}]))",
    _FLAGS,
)
_SUDOERS = "/etc/sudoers"
_SAYS_NOTHING = listed(
    "conf config default defaults environment fstab hosts local main modules options profile settings system yes true "
    "false set the and for 99"
)
"""Words in files and their names that do not tell what the file is for."""


@dataclass(frozen=True)
class FileLine:
    """A line, the file, and whether it should be there."""

    line: str
    path: str
    state: Literal["present", "absent"]


def parse(clause: Clause) -> FileLine | None:
    """Read a clause as a wish for a line in a file; ``None`` when it is anything else."""
    for state, pattern in _SPOKEN:
        if match := pattern.fullmatch(clause.body):
            return _file_line(match, state)
    for pattern in (_CONTAINS, *((_WISHED,) if clause.wished else ())):
        if match := pattern.fullmatch(clause.body):
            return _file_line(match, "present")
    return None


def place(intent: FileLine, survey: Survey) -> Outcome:
    """Say which task has to be added."""
    if "{{" in intent.line or "{%" in intent.line or "{#" in intent.line:
        return Outcome(refused="the line holds a Jinja template, which Ansible would evaluate")
    done = [s.ref for _, s in lines_in(survey, intent.path, intent.line) if s.runs and _state(s) == intent.state]
    if done:
        verb = "is in" if intent.state == "present" else "is kept out of"
        return Outcome(already=(f"the line {verb} {intent.path} already: {', '.join(done)}",))
    writers = whole_file_writers(survey, intent.path)
    if writers:
        return Outcome(refused=f"{', '.join(writers)} writes the whole file; change what it is written from")
    site = placement.choose(survey, need(survey, intent.path, intent.line))
    verb, preposition = ("Add", "to") if intent.state == "present" else ("Remove", "from")
    keywords: dict[str, JsonValue] = {}
    like = [s for s in survey.standing(site.role) if s.runs and destination(s) == intent.path]
    if like and like[-1].task.keywords.get("notify"):
        keywords["notify"] = like[-1].task.keywords["notify"]  # what else changes this file tells the same handlers
    task = TaskSpec(
        name=f"{verb} a line {preposition} {intent.path}",
        module="ansible.builtin.lineinfile",
        args={"path": intent.path, "line": intent.line, "state": intent.state, **_creation(intent)},
        keywords=keywords,
    )
    change = placement.insertion(survey, site, task, after=like[-1] if like else None)
    return Outcome(
        changes=(change, *site.followed_by),
        questions=(site.question,) if site.question else (),
        assumptions=(site.assumption,) if site.assumption else (),
    )


def is_plain_path(path: str) -> bool:
    """Whether a path is absolute, normal and names a file."""
    return path.startswith("/") and posixpath.normpath(path) == path and path != "/" and not path.startswith("//")


def destination(standing: Standing) -> str:
    """The file a task writes, or an empty text."""
    value = next((standing.args[key] for key in ("path", "dest", "sysctl_file") if key in standing.args), "")
    return value if isinstance(value, str) else ""


def whole_file_writers(survey: Survey, path: str) -> tuple[str, ...]:
    """Tasks that put the whole file in place: a line added beside them would be gone at the next run."""
    return tuple(
        standing.ref
        for role, standing in survey.everywhere
        if path and standing.action in ("template", "copy") and standing.runs is not False
        if _writes(survey, role, standing, path)
    )


def _writes(survey: Survey, role: Role, standing: Standing, path: str) -> bool:
    """Whether a task writes the file; one whose destination only the run can tell is known by its source's name."""
    written = survey.read(role, standing.task, destination(standing)).items
    source = posixpath.basename(str(standing.args.get("src", ""))).removesuffix(".j2")
    return path in written if written else bool(source) and source == posixpath.basename(path)


def lines_in(survey: Survey, path: str, line: str) -> Iterator[tuple[Role, Standing]]:
    """Tasks that write the line into the file, blanks aside; any file when ``path`` is empty."""
    wanted = line.split()
    for role, standing in survey.everywhere:
        if standing.action not in ("lineinfile", "copy", "blockinfile") or (path and destination(standing) != path):
            continue
        text = next((standing.args[key] for key in ("line", "content", "block") if key in standing.args), "")
        if isinstance(text, str) and any(written.split() == wanted for written in text.splitlines()):
            yield role, standing


def need(survey: Survey, path: str, line: str) -> Need:
    """What a line in a file looks for in a role."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    folders = placement.words(posixpath.dirname(path)) - {"etc", "d", "usr", "lib", "conf", "local", "share", "home"}
    written = frozenset(re.findall("[a-z][a-z0-9]{2,}", line.lower()))
    terms = dict.fromkeys(folders, 0.5) | dict.fromkeys((placement.words(stem) | written) - _SAYS_NOTHING, 1.0)

    def evidence(role: Role) -> Iterable[Evidence]:
        standing = survey.standing(role)
        same = [one for one in standing if destination(one) == path]
        near = [one for one in standing if posixpath.dirname(destination(one)) == posixpath.dirname(path)]
        if same:
            yield Evidence(4.0, same[0].ref, "writes the same file")
        elif near and posixpath.dirname(path).endswith(".d"):
            yield Evidence(1.5, near[0].ref, "writes beside it")

    purpose = re.sub(r"^[^a-z]+", "", stem.lower()) or "files"
    return Need(purpose=purpose, terms=terms, evidence=evidence, general=("base", "common", "system"))


def beside(survey: Survey, purpose: str, terms: Mapping[str, float], action: str, prefix: str) -> Need:
    """What a setting looks for in a role: a task with the same module, or one that writes a file of that kind."""

    def evidence(role: Role) -> Iterable[Evidence]:
        standing = survey.standing(role)
        same = [one for one in standing if one.action == action]
        near = [one for one in standing if posixpath.dirname(destination(one)).startswith(prefix)]
        if same:
            yield Evidence(4.0, same[0].ref, f"sets {purpose}")
        elif near:
            yield Evidence(2.0, near[0].ref, f"writes {destination(near[0])}")

    return Need(
        purpose=purpose, terms=terms, evidence=evidence, general=("sysctl", "tuning", "base", "common", "system")
    )


def _file_line(match: re.Match[str], state: Literal["present", "absent"]) -> FileLine | None:
    line = unquoted(match["line"] or match["quoted"])
    usable = line.strip() and line.isprintable() and is_plain_path(match["path"])
    return FileLine(line, match["path"], state) if usable else None


def _state(standing: Standing) -> str:
    return str(standing.args.get("state", "present"))


def _creation(intent: FileLine) -> dict[str, JsonValue]:
    """Drop-in files may have to be created; sudoers is checked before it is put in place."""
    args: dict[str, JsonValue] = {}
    folder = posixpath.dirname(intent.path)
    sudoers = intent.path == _SUDOERS or folder == f"{_SUDOERS}.d"
    if intent.state == "present" and folder.endswith(".d"):
        args |= {"create": True, "mode": "0440" if sudoers else "0644"}
    if sudoers:
        args["validate"] = "/usr/sbin/visudo -cf %s"
    return args
