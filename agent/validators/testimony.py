"""What came out of the sandbox, held to be complete before anyone reads it."""

from __future__ import annotations

from agent.errors import ToolError
from agent.ports import Completed

SHOWN = 2000
"""Characters of a broken tool's last words that go into an error."""


def complete(tool: str, done: Completed) -> Completed:
    """Return a command's outcome if it ran to its own end and was heard out.

    Raises:
        ToolError: it ran into the time limit, or said more than it may.
    """
    if done.timed_out:
        raise ToolError(
            f"{tool} did not end within {done.seconds:.0f} s", hint="Raise the time limit, or make the change smaller."
        )
    if done.truncated:
        raise ToolError(f"{tool} said more than the sandbox lets out", hint="Make the change smaller.")
    return done


def broken(tool: str, done: Completed) -> ToolError:
    """The error for a tool that ended without doing its work, with its last words."""
    words = (done.stderr or done.stdout).decode(errors="replace").strip()[-SHOWN:]
    return ToolError(
        f"{tool} broke (exit code {done.returncode}): {words or 'it said nothing'}",
        hint="Run `syncopate doctor`; the proposal was not judged.",
    )
