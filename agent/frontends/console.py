"""The terminal that people see."""

from __future__ import annotations

from typing import Any

import rich.console

WIDE = 100_000
"""Columns of what is no terminal."""


class Console(rich.console.Console):
    """Rich's console, with two differences.

    A reader that goes away (``| head``) is left to the error boundary: it is no failure. What is not a terminal gets
    its lines whole, since a program or a log reads them and not a person at 80 columns.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.is_terminal and "width" not in options:
            self.width = WIDE

    def on_broken_pipe(self) -> None:
        """Say so to the boundary, instead of exiting with 1."""
        raise BrokenPipeError
