"""Results on disk, a line each, so that a measurement that was cut goes on where it was."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class Results:
    """Results by id, in a file of JSON lines; a last line that was cut is forgotten."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known: dict[str, Any] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                try:
                    record = json.loads(line)
                except ValueError:
                    continue
                self.known[record["id"]] = record["result"]

    def collect(self, results: Iterable[tuple[str, Any]], expected: int, title: str) -> None:
        """Keep results as they come, and say how long the rest will take."""
        with self.file.open("a", encoding="utf-8") as out:
            for oid, result in _watched(results, expected, title):
                self.known[oid] = result
                out.write(json.dumps({"id": oid, "result": result}) + "\n")
                out.flush()


def _watched(results: Iterable[tuple[str, Any]], expected: int, title: str) -> Iterator[tuple[str, Any]]:
    started = time.monotonic()
    for number, result in enumerate(results, start=1):
        yield result
        took = time.monotonic() - started
        left = took / number * (expected - number)
        end = "\n" if number == expected else "\r"
        sys.stderr.write(f"{title}: {number}/{expected}, {left / 60:.0f} min {left % 60:02.0f} s left  {end}")
        sys.stderr.flush()


def digest(*paths: Path) -> str:
    """A short name for what some files, and all below some folders, say."""
    files = {file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])}
    sums = hashlib.sha256()
    for file in sorted(file for file in files if file.suffix in {".py", ".yml", ".yaml", ".cfg"} and file.is_file()):
        sums.update(file.read_bytes())
    return sums.hexdigest()[:12]
