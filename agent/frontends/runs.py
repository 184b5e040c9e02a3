"""Starts runs, takes them up again, and answers what they wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agent.adapters.checkpoints import checkpoints, exclusive, run_ids
from agent.context import Tools
from agent.domain.approval import Approval
from agent.domain.receipt import MergeReceipt
from agent.domain.request import Request
from agent.errors import SyncopateError, UsageError
from agent.frontends.status import Status, status_of
from agent.graph import RunGraph, build_graph
from agent.settings import Settings
from agent.state import Input, State

Listener = Callable[[dict[str, Any]], None]
"""Hears progress: ``{"stage": name, "note": text or None, "seconds": float}``; a note of ``None`` is a start."""


@dataclass(frozen=True)
class Run:
    """A run as it stands: its state, and the nodes that come next or whose result is not yet taken up."""

    id: str
    state: State
    pending: tuple[str, ...]

    @property
    def status(self) -> Status:
        """Where it stands."""
        return status_of(self.state, self.pending)


class Runs:
    """All runs kept in one store."""

    def __init__(self, graph: RunGraph, settings: Settings, ids: Callable[[], tuple[str, ...]]) -> None:
        self._graph = graph
        self._settings = settings
        self.ids = ids

    def get(self, run_id: str) -> Run:
        """Look a run up; any unambiguous beginning of its id will do.

        Raises:
            UsageError: there is no such run, or more than one, or it was killed before it began.
        """
        found = [known for known in self.ids() if known.startswith(run_id)]
        if run_id in found:
            found = [run_id]
        if len(found) != 1:
            what = "there is no such run" if not found else f"more than one run begins so: {', '.join(found)}"
            raise UsageError(what, where=run_id, hint="syncopate list shows all runs")
        run = self._load(found[0])
        if "request" not in run.state:
            raise UsageError("this run was ended before it began", where=run.id, hint="propose it again")
        return run

    def all(self) -> tuple[Run, ...]:
        """Every run that began, newest first."""
        return tuple(run for run in map(self._load, self.ids()) if "request" in run.state)

    def _load(self, run_id: str) -> Run:
        snapshot = self._graph.get_state(_config(run_id))
        # Not snapshot.next: it leaves out a node that was killed after its result was kept, but before the step was.
        return Run(run_id, snapshot.values, tuple(task.name for task in snapshot.tasks))  # type: ignore[arg-type]

    def start(self, request: Request, tools: Tools, listener: Listener) -> Run:
        """Begin a run and drive it as far as it gets."""
        return self._drive(request.id, {"request": request}, tools, listener)

    def resume(self, run: Run, tools: Tools, listener: Listener) -> Run:
        """Go on with a run where it stopped."""
        return self._drive(run.id, None, tools, listener)

    def answer(self, run: Run, approval: Approval, tools: Tools, listener: Listener) -> Run:
        """Give a waiting run its approval or rejection."""
        return self._drive(run.id, Command(resume=approval.model_dump(mode="json")), tools, listener)

    def record_undone(self, run: Run, receipt: MergeReceipt) -> None:
        """Keep with a run that its merge was taken back."""
        self._graph.update_state(_config(run.id), {"undone": receipt}, as_node="merge")

    def _drive(self, run_id: str, payload: Input | Command[Any] | None, tools: Tools, listener: Listener) -> Run:
        with exclusive(self._settings.state, run_id):
            try:
                self._stream(run_id, payload, tools, listener)
            except SyncopateError as error:
                if self.get(run_id).status is Status.UNFINISHED:
                    kept = f"the run is kept; to go on with it: syncopate resume {run_id}"
                    error.hint = "\n  ".join(filter(None, (error.hint, kept)))
                raise
            return self.get(run_id)

    def _stream(self, run_id: str, payload: Input | Command[Any] | None, tools: Tools, listener: Listener) -> None:
        # Each step is on disk before the next begins: a killed run goes on at the very node it was at.
        for mode, event in self._graph.stream(
            payload,
            _config(run_id),
            context=tools,
            stream_mode=["tasks", "custom"],
            durability="sync",
        ):
            if mode == "custom" and isinstance(event, dict):
                listener(event)
            elif isinstance(event, dict) and "input" in event:
                listener({"stage": event["name"], "note": None})


def _config(run_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": run_id}}


@contextmanager
def open_runs(settings: Settings) -> Iterator[Runs]:
    """Open the store of runs.

    Raises:
        StateError: it can't be used.
    """
    with checkpoints(settings.state) as saver:
        yield Runs(build_graph(saver), settings, lambda: run_ids(saver))
