"""Which files a change touches, found by comparing the two trees themselves: nobody's word is taken for it."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Changes:
    """Paths relative to the content's root, sorted.

    Attributes:
        added: in the new tree only.
        altered: in both, with different bytes, or a link where a file was.
        removed: in the old tree only.
    """

    added: tuple[str, ...]
    altered: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def present(self) -> tuple[str, ...]:
        """What the new tree holds of the change."""
        return tuple(sorted(self.added + self.altered))


def changes(before: Path, after: Path) -> Changes:
    """Compare two unpacked trees file by file.

    Symbolic links count as files and are not followed; ``.git`` is no content.
    """
    old, new = set(_files(before)), set(_files(after))
    return Changes(
        added=tuple(sorted(new - old)),
        altered=tuple(sorted(path for path in old & new if _differs(before / path, after / path))),
        removed=tuple(sorted(old - new)),
    )


def _files(root: Path) -> Iterator[str]:
    beginning = len(os.path.join(root, ""))  # noqa: PTH118 -- a Path for each file would take longer than all the rest
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        below = f"{folder}/"[beginning:]
        for name in files + links:
            yield below + name


def _differs(old: Path, new: Path) -> bool:
    if old.is_symlink() or new.is_symlink():
        return not (old.is_symlink() and new.is_symlink() and old.readlink() == new.readlink())
    # unpacked trees share the files that are the same in both
    return not old.samefile(new) and not filecmp.cmp(old, new, shallow=False)
