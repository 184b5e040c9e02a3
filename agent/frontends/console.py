"""The terminal that people see."""

from __future__ import annotations

import rich.console


class Console(rich.console.Console):
    """Rich's console, but a reader that goes away (``| head``) is left to the error boundary: it is no failure."""

    def on_broken_pipe(self) -> None:
        """Say so to the boundary, instead of exiting with 1."""
        raise BrokenPipeError
