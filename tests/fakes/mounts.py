"""Commands run with a folder on a full disk or without permission to write; nothing of the machine changes."""

from __future__ import annotations

import os
from pathlib import Path

# For an ordinary user a user namespace makes mounting possible; in it they stay who they are.
_USER = () if os.geteuid() == 0 else ("--map-current-user", "--keep-caps")
_PRIVATE = ("unshare", "--mount", *_USER, "sh", "-euc")
_READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; shift; exec "$@"'
_FULL = """
mount -t tmpfs -o size=4m none "$1"
cp -a "$2/." "$1"
dd if=/dev/zero of="$1/$3/filler" bs=4096 2>/dev/null || true
cd "$1"; shift 3
set +e; "$@"; code=$?; set -e
cp -a . "$COPY"
exit $code
"""


def read_only(folder: Path) -> tuple[str, ...]:
    """A command before which ``folder`` can't be written."""
    return (*_PRIVATE, _READ_ONLY, "sh", str(folder))


def full(folder: Path, filled: str, copy: Path) -> tuple[str, ...]:
    """A command before which ``folder`` is on a full disk of its own, and becomes the working folder.

    What is in it stays; the space is taken by a file in the folder ``filled`` inside it. Afterwards all is in ``copy``.
    """
    original = folder.with_name(f"{folder.name}.original")
    return ("env", f"COPY={copy}", *_PRIVATE, _FULL, "sh", str(folder), str(original), filled)
