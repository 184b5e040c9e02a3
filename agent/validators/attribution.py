"""Brings the results of a synthesised play home to the tasks they are about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from agent.domain.proposal import TouchedTask
from agent.domain.verdict import Finding, Outcome, TaskResult, worst
from agent.errors import ToolError
from agent.validators.context import Home, homes
from agent.validators.play import Line, Purpose, for_every_host
from agent.validators.selection import Selected, Selection
from agent.validators.triage import EndEvent, Judgement, TaskEvent, judge
from knowledge.content.keywords import short_name
from knowledge.content.model import Content, Task

VALIDATOR = "check_mode"
REPOSITORIES = frozenset({"apt_repository", "deb822_repository", "yum_repository"})
"""Modules that make more packages known; without them being run, an unknown package proves nothing."""
SOUND_WITHOUT_VALUES = frozenset({"unsupported-parameter"})
"""Defects that are so whatever the values are."""


class Attribution:
    """What a run says of each task.

    Args:
        content: the new tree.
        selection: what was run.
        lines: what stands on which line of the play.
        events: results by line.
        end: the run's end.
    """

    def __init__(
        self,
        content: Content,
        selection: Selection,
        lines: Mapping[str, Line],
        events: Mapping[str, TaskEvent],
        end: EndEvent,
    ) -> None:
        self._content = content
        self._selection = selection
        self._end = end
        self._selected = {it.ref: it for tasks in selection.tasks.values() for it in tasks}
        self._homes = {it.ref: selection.homes[key] for key, tasks in selection.tasks.items() for it in tasks}
        self._events = {(line.ref, line.purpose): events[place] for place, line in lines.items() if place in events}
        self._places = {(line.ref, line.purpose): place for place, line in lines.items()}
        self._handlers = _handler_names(content)

    def results(self, touched: Iterable[TouchedTask]) -> tuple[tuple[TaskResult, ...], tuple[Finding, ...]]:
        """One result for each touched task, and a finding for each refuted one.

        Raises:
            ToolError: the instance could not be reached, or nothing ran and nothing in the content is to blame.
        """
        results, findings = [], []
        tasks = list(touched)
        own = {task.ref for task in tasks}
        for task in tasks:
            said = self._of(task.ref, own)
            results.append(
                TaskResult(ref=task.ref, name=task.name, outcome=said.outcome, reason=said.reason, diff=said.diff)
            )
            if said.outcome is Outcome.REFUTED and task.ref not in self._selection.parts:
                findings.append(
                    Finding(validator=VALIDATOR, rule=said.rule, path=task.path, line=task.line, message=said.reason)
                )
        return tuple(results), tuple(findings)

    def _of(self, ref: str, own: set[str]) -> Judgement:
        if ref in self._selection.parts:
            return self._whole(ref, own)
        if ref in self._selection.left_out:
            return Judgement(Outcome.UNPROVEN, self._selection.left_out[ref])
        return self._single(self._selected[ref])

    def _whole(self, ref: str, own: set[str]) -> Judgement:
        """A block or an include is as good as its tasks; it is not refuted for one that was there before."""
        parts = {part: self._of(part, own) for part in self._selection.parts[ref]}
        outcome = worst(
            said.outcome if part in own or said.outcome is not Outcome.REFUTED else Outcome.UNPROVEN
            for part, said in parts.items()
        )
        if outcome is Outcome.PROVEN:
            return Judgement(outcome, "all it comes down to is proven")
        worst_part = next(
            (part for part, said in parts.items() if said.outcome is outcome),
            next(part for part, said in parts.items() if said.outcome is not Outcome.PROVEN),
        )
        return Judgement(outcome, f"{worst_part}: {parts[worst_part].reason}", rule=parts[worst_part].rule)

    def _single(self, selected: Selected) -> Judgement:
        event = self._events.get((selected.ref, Purpose.TASK))
        if event is None:
            return self._without_result(selected)
        if event.status == "unreachable":
            raise ToolError(
                f"the instance could not be reached: {event.parts[0].message}", hint="Run `syncopate doctor`."
            )
        said = judge(selected.task, event, self._events.get((selected.ref, Purpose.PRECONDITION)))
        said = self._with_maker(selected, self._with_repositories(selected, self._with_hint(said)))
        said = self._with_notify(selected.task, said)
        return self._with_needs(selected, said)

    def _without_result(self, selected: Selected) -> Judgement:
        """Ansible refused the play. Its words name the line: that task is refuted, the others did not run.

        Raises:
            ToolError: nothing ran at all, and nothing in the content is to blame.
        """
        said = _plain(self._end.said)
        origin = re.search(r"^(?:Origin: )?(\S+:\d+):\d+$", said, re.MULTILINE)
        message = next((line for line in said.splitlines() if line.startswith("[ERROR]: ")), "")
        message = message.removeprefix("[ERROR]: ") or f"the run ended with {self._end.status} and no result"
        place = origin[1] if origin and not origin[1].startswith("/") else ""
        if not self._events and not place and "vault" not in message.lower():
            raise ToolError(f"check mode ran nothing: {message}", hint="Run `syncopate doctor`.")
        if place not in {self._places.get((selected.ref, purpose)) for purpose in Purpose}:
            return Judgement(Outcome.UNPROVEN, f"it did not run: {message}")
        if unknown := re.search(r"couldn't resolve module/action '([\w.]+)'", message):
            return self._unknown_module(unknown[1], message, said)
        return Judgement(Outcome.REFUTED, message, rule="task-malformed")

    def _unknown_module(self, module: str, message: str, said: str) -> Judgement:
        """An invented module is a defect; one of a collection that isn't installed can't be judged."""
        collection = ".".join(module.split(".")[:2])
        absent = module.count(".") > 1 and (
            f"No module named 'ansible_collections.{collection.partition('.')[0]}'" in said
            or f"No module named 'ansible_collections.{collection}'" in said
        )
        if absent:
            return Judgement(Outcome.UNPROVEN, f"the collection {collection} is not installed")
        return Judgement(Outcome.REFUTED, message, rule="module-unknown")

    def _with_hint(self, said: Judgement) -> Judgement:
        """Say where an undefined variable does have a value: for hosts nobody chose."""
        match = re.fullmatch(r"variable '(\w+)' is undefined", said.reason)
        if match is None:
            return said
        places = [it.place.path for it in self._content.variables if it.name == match[1] and not for_every_host(it)]
        if not places:
            return said
        return replace(said, reason=f"{said.reason} (it has a value in {', '.join(sorted(set(places))[:3])} only)")

    def _with_repositories(self, selected: Selected, said: Judgement) -> Judgement:
        if said.rule != "package-unknown":
            return said
        for task in self._homes[selected.ref].tasks():
            if short_name(task.module) in REPOSITORIES:
                reason = f"not there yet: {said.reason} (it may come from what {task.place.ref} adds)"
                return Judgement(Outcome.UNPROVEN, reason)
        return said

    def _with_maker(self, selected: Selected, said: Judgement) -> Judgement:
        """Say which task makes the group that a user's task awaits: check mode makes none."""
        match = re.fullmatch(r"not there yet: group (\S+) does not exist", said.reason, re.IGNORECASE)
        if match is None:
            return said
        groups = (task for task in self._homes[selected.ref].tasks() if short_name(task.module) == "group")
        maker = next((task.place.ref for task in groups if task.args.get("name") == match[1]), "")
        return replace(said, reason=f"{said.reason} ({maker} makes it, but not in check mode)") if maker else said

    def _with_notify(self, task: Task, said: Judgement) -> Judgement:
        """A handler that nothing defines makes the real run fail as soon as the task changes something."""
        wanted = task.keywords.get("notify") or []
        for name in [wanted] if isinstance(wanted, str) else wanted:
            if isinstance(name, str) and "{{" not in name and name not in self._handlers:
                return Judgement(Outcome.REFUTED, f"no handler is named {name!r}", said.diff, "handler-unknown")
        return said

    def _with_needs(self, selected: Selected, said: Judgement) -> Judgement:
        """What rests on a value that check mode could not give is not shown by it."""
        if said.outcome is Outcome.REFUTED and said.rule in SOUND_WITHOUT_VALUES | {"handler-unknown"}:
            return said
        for need in selected.needs:
            if reason := self._hollow(need):
                return Judgement(Outcome.UNPROVEN, f"it rests on {need}: {reason}", said.diff)
        return said

    def _hollow(self, ref: str) -> str:
        """Why a task gave no real value to those after it, or an empty text."""
        if reason := self._selection.left_out.get(ref):
            return reason
        event = self._events.get((ref, Purpose.TASK))
        if event is None:
            return "it did not run"
        for part in event.parts:
            if part.status != "ok" and not part.condition:
                return judge(self._selected[ref].task, event).reason
        return next((reason for need in self._selected[ref].needs if (reason := self._hollow(need))), "")


def _handler_names(content: Content) -> frozenset[str]:
    """Every name and topic that a ``notify`` could mean, wherever it stands: handlers are shared by a play's roles."""
    return frozenset(name for home in homes(content) for task in _handlers(home) for name in _names(task))


def _handlers(home: Home) -> Iterator[Task]:
    yield from home.handlers()
    if home.play:
        yield from home.tasks()


def _names(task: Task) -> Iterator[str]:
    yield task.name
    if task.role:
        yield f"{task.role} : {task.name}"
    topics = task.keywords.get("listen") or []
    yield from [topics] if isinstance(topics, str) else (str(topic) for topic in topics)


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
