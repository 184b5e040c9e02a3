"""The error boundary: what went wrong becomes a message and an exit code; only bugs show a traceback."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from agent.errors import SyncopateError
from agent.frontends.text import printable

INTERRUPTED = 130
GRACE = 2.0
"""Seconds to tidy up after an interrupt."""
_SHOW_CURSOR = "\x1b[?25h"


def guarded(run: Callable[[], int]) -> int:
    """Call ``run`` and return its exit code, or that of the error it raised."""
    try:
        code = run()
        sys.stdout.flush()
    except SyncopateError as error:
        sys.stderr.write(f"error: {printable(str(error))}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`). Python would flush again at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def interruptible() -> None:
    """Let Ctrl-C end this process within :data:`GRACE`, whatever its threads wait for; a second one ends it at once."""
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(*_: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stderr.write("interrupted; what was done is kept: syncopate list\n")
    sys.stderr.flush()
    leaving = threading.Timer(GRACE, _leave)
    leaving.daemon = True
    leaving.start()
    raise KeyboardInterrupt


def _leave() -> None:
    """Go at once: a call to a model can't be broken off, and each step of a run is on disk before the next."""
    if sys.stderr.isatty():
        sys.stderr.write(_SHOW_CURSOR)
    os._exit(INTERRUPTED)
