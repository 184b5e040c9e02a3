from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from evals.timing import Command, Sample, measure


def command(label: str, code: str, tmp_path: Path, accepted: frozenset[int] = frozenset({0})) -> Command:
    return Command(label, [sys.executable, "-c", code], tmp_path, os.environ, accepted)


def test_commands_take_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write = "open({!r}, 'a').write({!r})"
    first, second = (command(name, write.format(str(log), name), tmp_path) for name in "ab")
    samples = measure([first, second], 3)
    assert log.read_text() == "ababab"
    assert [len(sample.seconds) for sample in samples] == [3, 3]


def test_a_failed_run_has_no_time(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit code 3"):
        measure([command("bad", "raise SystemExit(3)", tmp_path)], 1)
    assert measure([command("fine", "raise SystemExit(3)", tmp_path, frozenset({3}))], 1)


def test_median_and_spread() -> None:
    sample = Sample("x", (3.0, 1.0, 2.0))
    assert sample.median == 2.0
    assert sample.spread == "1.00 to 3.00"
