"""Commands run with a folder on a full disk or without permission to write; nothing of the machine changes."""

from __future__ import annotations

import os
from pathlib import Path

_PRIVATE = ("unshare", "--mount", "sh", "-euc")
# Permission bits don't bind root, and an ordinary user can't mount where the sandbox still works.
_READ_ONLY_MOUNT = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; shift; exec "$@"'
_READ_ONLY_BITS = 'folder=$1; shift; chmod -R a-w "$folder"; set +e; "$@"; code=$?; chmod -R u+w "$folder"; exit $code'
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
    if os.geteuid() == 0:
        return (*_PRIVATE, _READ_ONLY_MOUNT, "sh", str(folder))
    return ("sh", "-euc", _READ_ONLY_BITS, "sh", str(folder))


def full(folder: Path, filled: str, copy: Path) -> tuple[str, ...]:
    """A command, for root, before which ``folder`` is on a full disk of its own, and becomes the working folder.

    What is in it stays; the space is taken by a file in the folder ``filled`` inside it. Afterwards all is in ``copy``.
    """
    original = folder.with_name(f"{folder.name}.original")
    return ("env", f"COPY={copy}", *_PRIVATE, _FULL, "sh", str(folder), str(original), filled)
