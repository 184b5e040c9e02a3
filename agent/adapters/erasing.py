"""Erases folders whose files belong to subordinate ids, which their owner's plain ``rm`` can't. Stdlib only.

A process of its own: an ordinary user has to be root over own and subordinate ids for it, as in the launcher's outer
stage, and no process gets back from there.
"""

from __future__ import annotations

import json
import shutil
import sys

from agent.adapters.namespaces import StepError, enter_user_namespace


def main() -> None:
    """Erase the folder of the second argument; the first holds the commands that map the ids, none as root."""
    commands, folder = json.loads(sys.argv[1]), sys.argv[2]
    try:
        if commands:
            enter_user_namespace(commands)
        shutil.rmtree(folder)
    except (OSError, StepError) as error:
        sys.exit(str(error))
