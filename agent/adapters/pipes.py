"""Feeds and drains the pipes of a process, within limits of time and size."""

from __future__ import annotations

import os
import selectors
import time
from dataclasses import dataclass, field
from io import FileIO
from types import TracebackType
from typing import Self

_CHUNK = 65536


@dataclass
class Drain:
    """The reading end of a pipe: keeps ``limit`` bytes, reads on and drops what comes after.

    Reading on matters: a writer whom nobody reads blocks instead of ending.
    """

    stream: FileIO
    limit: int
    truncated: bool = False
    _kept: bytearray = field(default_factory=bytearray)

    def move(self) -> bool:
        """Read once; returns whether more may come."""
        chunk = self.stream.read(_CHUNK) or b""
        room = self.limit - len(self._kept)
        self._kept += chunk[:room]
        self.truncated = self.truncated or len(chunk) > room
        return bool(chunk)

    @property
    def kept(self) -> bytes:
        """What was kept so far."""
        return bytes(self._kept)


@dataclass
class Feed:
    """The writing end of a pipe, and what is still to be written."""

    stream: FileIO
    data: bytes
    _written: int = 0

    def move(self) -> bool:
        """Write once; returns whether more is to be written."""
        try:
            self._written += self.stream.write(self.data[self._written : self._written + _CHUNK]) or 0
        except BrokenPipeError:  # the process does not want the rest
            return False
        return self._written < len(self.data)


class Pipes:
    """Moves bytes until every drain is at its end; closes each stream when it is done with."""

    def __init__(self, feeds: list[Feed], drains: list[Drain]) -> None:
        self._selector = selectors.DefaultSelector()
        self._drains = len(drains)
        for feed in feeds:
            self._add(feed, selectors.EVENT_WRITE)
        for drain in drains:
            self._add(drain, selectors.EVENT_READ)

    def _add(self, end: Feed | Drain, event: int) -> None:
        os.set_blocking(end.stream.fileno(), False)
        self._selector.register(end.stream, event, end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._selector.close()

    def run(self, seconds: float) -> bool:
        """Move bytes for at most so long; returns whether every drain came to its end. May be called again."""
        until = time.monotonic() + seconds
        while self._drains and (left := until - time.monotonic()) > 0:
            for key, _ in self._selector.select(left):
                if not key.data.move():
                    self._selector.unregister(key.fileobj)
                    key.data.stream.close()
                    self._drains -= isinstance(key.data, Drain)
        return not self._drains
