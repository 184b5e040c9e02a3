"""Makes ``ansible-playbook --syntax-check`` of plays, each in a process of its own.

Reads ``{"after": TREE, "before": TREE, "checks": [{"path": ..., "play": ...}, ...]}`` from standard input. A check with
a ``play`` is a synthesised playbook's text; one without is the playbook at ``path`` (absolute, as seen under
``/work/tree``). Reports a list with an entry for each check: ``{"after": ERROR, "before": ERROR}``, where an error is
``null`` for a clean play, else ``{"message": ..., "path": ..., "line": ...}``. A check that passes after the change is
not repeated before it, and then ``before`` is ``null`` too.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from ansible._internal._datatag._tags import Origin
from ansible.cli.playbook import PlaybookCLI
from ansible.errors import AnsibleError

from .trees import isolated, report


def main() -> None:
    """Check, and report."""
    job = json.load(sys.stdin)
    results = []
    for number, check in enumerate(job["checks"]):
        playbook = check["path"]
        if check["play"]:
            playbook = f"/work/check-{number}.yml"
            Path(playbook).write_text(check["play"], encoding="utf-8")
        after = isolated(job["after"], syntax_error, playbook)
        results.append({"after": after, "before": isolated(job["before"], syntax_error, playbook) if after else None})
    report(results)


def syntax_error(playbook: str) -> dict[str, Any] | None:
    """Check one playbook; return its first error, if it has one."""
    os.chdir("/work")
    with contextlib.redirect_stdout(sys.stderr):
        try:
            PlaybookCLI(["ansible-playbook", "--syntax-check", "-i", "localhost,", playbook]).run()
        except AnsibleError as error:
            path, line = origin(error)
            return {"message": error.message, "path": path, "line": line}
        except Exception as error:  # noqa: BLE001 - what ansible-playbook crashes on, it does not accept
            return {"message": f"ansible-playbook crashed: {type(error).__name__}: {error}", "path": "", "line": 0}
    return None


def origin(error: BaseException | None) -> tuple[str, int]:
    """Where an error stands: that of the innermost error in its chain of causes that knows."""
    place = ("", 0)
    while error is not None:
        tag = Origin.get_tag(getattr(error, "obj", None))
        if tag is not None and tag.path:
            place = (str(tag.path), int(tag.line_num or 0))
        error = error.__cause__
    return place


if __name__ == "__main__":
    main()
