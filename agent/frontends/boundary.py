"""The error boundary: what went wrong becomes a message and an exit code; only bugs show a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from agent.errors import SyncopateError
from agent.frontends.text import printable

INTERRUPTED = 130


def guarded(run: Callable[[], int]) -> int:
    """Call ``run`` and return its exit code, or that of the error it raised."""
    try:
        code = run()
        sys.stdout.flush()
    except SyncopateError as error:
        sys.stderr.write(f"error: {printable(str(error))}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was done is kept: syncopate list\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`). Python would flush again at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
