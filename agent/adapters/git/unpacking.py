"""The cache of unpacked trees: folders that hold exactly what git stores, for others to read."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agent.adapters.git import blobs, paths, symlinks, trees, trouble
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Entry

KEPT = 64
"""How many unpacked trees stay, the latest used ones."""
LARGEST = 64 << 20
"""Larger blobs are left out: no Ansible content is that long, and a disk is soon full."""
_PARTIAL = ".partial-"
_ABANDONED_SECONDS = 86400.0
_log = logging.getLogger(__name__)


def unpack(git: Git, cache: Path, tree: str, subpath: str) -> Path:
    """Return a folder that holds the files of ``tree`` below ``subpath``; it must not be written to.

    Left out: submodules, blobs above :data:`LARGEST`, and symbolic links that lead out of the folder. The folder has
    the name it has in the repository, since roles are named by their folder.

    Raises:
        RepositoryError: there is no such tree, or it can't be written out.
    """
    return shelve(git, cache, trees.subtree(git, tree, subpath), Path(subpath).name)


def shelve(git: Git, cache: Path, oid: str, name: str, like: str = "") -> Path:
    """Unpack a whole tree into a folder called ``name`` (empty: as the repository is called).

    ``like`` is a tree that was just unpacked under the same name: what both hold is shared, so that the cost is that of
    the difference.

    Raises:
        RepositoryError: there is no such tree, or it can't be written out.
    """
    name = name or git.root.name or "content"
    mark = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    shelf = cache / f"{oid}-{mark}"
    with trouble.reported(cache):
        cache.mkdir(parents=True, exist_ok=True)
        if not shelf.is_dir():
            shared = _Shared(trees.listing(git, like), cache / f"{like}-{mark}" / name) if like else _NOTHING_SHARED
            _fill(git, shelf, name, oid, shared)
        os.utime(shelf)
        _evict(cache, shelf)
    return shelf / name


@dataclass(frozen=True)
class _Shared:
    """An unpacked tree whose files may be linked to, instead of being written again."""

    entries: Mapping[str, Entry]
    folder: Path

    def link(self, path: str, entry: Entry, file: Path) -> bool:
        """Make ``file`` the one that is there already, if it is the same."""
        if self.entries.get(path) != entry:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.hardlink_to(self.folder / path)
        except OSError:  # evicted meanwhile, left out for its size, or no hard links here
            return False
        return True


_NOTHING_SHARED = _Shared({}, Path())


def _fill(git: Git, shelf: Path, name: str, oid: str, shared: _Shared) -> None:
    """Write the tree beside its place, then move it there at once."""
    cache = shelf.parent
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=cache))
    try:
        folder = partial / name
        folder.mkdir()
        _write_out(git, folder, trees.listing(git, oid), shared)
        for made in (partial, *(Path(parent) for parent, _, _ in os.walk(folder))):
            made.chmod(0o755)
        # Another process may have been faster: then its folder, which holds the same, is used.
        with suppress(FileExistsError):
            _rename_fresh(partial, shelf)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _rename_fresh(partial: Path, shelf: Path) -> None:
    try:
        partial.rename(shelf)
    except OSError as error:
        if shelf.is_dir():
            raise FileExistsError(shelf) from error
        raise


def _write_out(git: Git, folder: Path, entries: Mapping[str, Entry], shared: _Shared) -> None:
    for path in entries:
        paths.checked(path)
    with blobs.reading(git) as reader:
        for path, entry in entries.items():
            if entry.regular and not shared.link(path, entry, folder / path):
                _write_file(reader, folder / path, entry)
        links = {path: os.fsdecode(reader.read(e.oid)) for path, e in entries.items() if e.mode == trees.SYMLINK}
    # Links come last, so that no file was written through one.
    for path, target in links.items():
        if symlinks.leads_out(path, links):
            _log.info("left out %s: the link leads out of the tree", trouble.printable(path))
            continue
        link = folder / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)


def _write_file(reader: blobs.Blobs, file: Path, entry: Entry) -> None:
    size = reader.begin(entry.oid)
    body = reader.body(entry.oid, size)
    if size > LARGEST:
        _log.warning("left out %s: it has %d bytes", trouble.printable(file.name), size)
        for _ in body:
            pass
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as out:
        for chunk in body:
            out.write(chunk)
    file.chmod(0o555 if entry.mode == trees.EXECUTABLE else 0o444)


def _evict(cache: Path, in_use: Path) -> None:
    """Remove the longest unused shelves beyond the limit, and what a killed process left behind."""
    shelves, now = [], time.time()
    for folder in cache.iterdir():
        with suppress(FileNotFoundError):  # another process evicts, too
            used = folder.stat().st_mtime
            if folder.name.startswith(_PARTIAL):
                if now - used > _ABANDONED_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
            elif folder != in_use:
                shelves.append((used, folder))
    for _, folder in sorted(shelves, reverse=True)[KEPT - 1 :]:
        doomed = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=cache))
        with suppress(FileNotFoundError):
            folder.rename(doomed / "tree")
        shutil.rmtree(doomed, ignore_errors=True)
