"""Live progress: a spinner for each stage on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.status import Status as Spinner
from rich.text import Text

from agent.frontends.console import Console
from agent.frontends.text import printable

MARKS = {"proven": ("✓", "green"), "refuted": ("✗", "red"), "unproven": ("?", "yellow")}


class Progress:
    """Listens to a run and says a line for each stage that ended."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began: dict[str, float] = {}
        self._spinner: Spinner | None = None

    def __call__(self, event: dict[str, Any]) -> None:
        """Take one event, as :data:`agent.frontends.runs.Listener` describes it."""
        stage, note = event["stage"], event["note"]
        if note is None:
            self._start(stage)
        else:
            self._end(stage, note)

    def _start(self, stage: str) -> None:
        self._began[stage] = time.monotonic()
        if not self._console.is_terminal:
            return
        if self._spinner is None:
            self._spinner = self._console.status("")
            self._spinner.start()
        self._spinner.update(f"{stage} ...")

    def _end(self, stage: str, note: str) -> None:
        seconds = time.monotonic() - self._began.pop(stage, time.monotonic())
        mark, colour = MARKS.get(note, ("·", "cyan"))
        line = Text.assemble((mark, colour), f" {stage:<10} {printable(note)} ({seconds:.1f} s)")
        self._console.print(line, soft_wrap=True)  # in one go: the spinner redraws its line after each print

    def stop(self) -> None:
        """Take the spinner away."""
        if self._spinner is not None:
            self._spinner.stop()


@contextmanager
def progress(console: Console) -> Iterator[Progress]:
    """Show progress on ``console`` while the block runs."""
    shown = Progress(console)
    try:
        yield shown
    finally:
        shown.stop()
