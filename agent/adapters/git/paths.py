"""Which paths may be written at all: relative, inside, and none that git or a file system takes for ``.git``."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator

from agent.adapters.git.trouble import printable
from agent.errors import RepositoryError

# Code points that HFS+ drops from file names, so that ".g\u200cit" is ".git" there.
_INVISIBLE = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_SHORT_NAME = re.compile(r"git~\d+")
_LONGEST_NAME = 255
_LONGEST_PATH = 4095
_MOST_NAMED = 10


def checked(path: str) -> str:
    """Return ``path`` if it is fit to be written.

    Raises:
        RepositoryError: it is empty, absolute, leads out by ``..``, has an empty or ``.`` part, is too long for a file
            system, holds a NUL, or some part is a spelling of ``.git``.
    """
    reason = _unfit(path)
    if reason:
        shown = path.encode("utf-8", "backslashreplace").decode()
        raise RepositoryError(f"not a path inside the target: {reason}", where=shown or "(empty path)")
    return path


def parents(path: str) -> Iterator[str]:
    """Every folder above ``path``, outermost first."""
    parts = path.split("/")
    for count in range(1, len(parts)):
        yield "/".join(parts[:count])


def folders(paths: Collection[str]) -> set[str]:
    """Every folder that some path of ``paths`` needs."""
    return {folder for path in paths for folder in parents(path)}


def shown(paths: Collection[str]) -> str:
    """Paths for an error message, at most ten."""
    names = sorted(printable(path) for path in paths)
    rest = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + rest


def _unfit(path: str) -> str:
    try:
        length = len(os.fsencode(path))
    except UnicodeEncodeError:
        return "it has characters that no file name can hold"
    if length > _LONGEST_PATH:
        return "it is too long"
    if "\0" in path:
        return "it holds a NUL"
    if path.startswith("/"):
        return "it is absolute"
    return next((reason for part in path.split("/") if (reason := _unfit_part(part))), "")


def _unfit_part(part: str) -> str:
    if part in {"", "."}:
        return "it has an empty part"
    if part == "..":
        return "it leads out by '..'"
    if len(os.fsencode(part)) > _LONGEST_NAME:
        return "a part of it is too long"
    # NTFS ignores trailing dots and spaces and takes what follows a colon for a stream.
    plain = _INVISIBLE.sub("", part).casefold().split(":", 1)[0].rstrip(". ")
    if plain == ".git" or _SHORT_NAME.fullmatch(plain):
        return "git keeps its own files there"
    return ""
