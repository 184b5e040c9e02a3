"""Times whole commands, as a person would wait for them."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """A command to be timed: what it is called in the report, its words, and the exit codes that are no failure."""

    label: str
    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    accepted: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Sample:
    """Wall-clock seconds of repeated runs of one command."""

    label: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        """The fastest and the slowest run."""
        return f"{min(self.seconds):.2f} to {max(self.seconds):.2f}"


def measure(commands: Sequence[Command], runs: int) -> tuple[Sample, ...]:
    """Run the commands in turn, ``runs`` times each, so that a busy minute slows all of them alike.

    Raises:
        RuntimeError: a command failed; a failed run has no time.
    """
    seconds: dict[str, list[float]] = {command.label: [] for command in commands}
    for _ in range(runs):
        for command in commands:
            seconds[command.label].append(_once(command))
    return tuple(Sample(label, tuple(found)) for label, found in seconds.items())


def _once(command: Command) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        command.argv, cwd=command.cwd, env=dict(command.env), capture_output=True, text=True, check=False, timeout=600
    )
    took = time.perf_counter() - started
    if done.returncode not in command.accepted:
        raise RuntimeError(f"{command.label} failed with exit code {done.returncode}:\n{done.stdout}{done.stderr}")
    return took
