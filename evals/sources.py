"""Repositories that are measured on: git repositories given by path, read blob by blob and never checked out."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError

LARGEST = 1 << 20
"""Bytes of the largest blob that is read; a larger one, or one that is not stored, becomes an empty file."""
FILES = frozenset({"100644", "100755"})


@dataclass(frozen=True)
class Source:
    """A git repository, or a folder of it.

    Attributes:
        name: what it is called in the report, and the name of the folder its trees are written to.
        path: its work tree, or its git directory.
        subpath: the content's folder inside it; empty for the whole.
        revision: the commit that stands for "as it is now".
    """

    name: str
    path: Path
    subpath: str = ""
    revision: str = "HEAD"

    @cached_property
    def git(self) -> Git:
        """Git in the repository."""
        return Git(self.path.resolve())

    @cached_property
    def head(self) -> str:
        """Id of the commit that :attr:`revision` means.

        Raises:
            RepositoryError: it is no git repository, or has no such commit.
        """
        return self.git.line("rev-parse", "--verify", "--end-of-options", f"{self.revision}^{{commit}}")

    def entries(self, commit: str) -> dict[str, str]:
        """Blob ids of a commit's regular files, by their path below :attr:`subpath`."""
        words = ("ls-tree", "-r", "-z", "--full-tree", commit)
        prefix = f"{self.subpath}/" if self.subpath else ""
        found = {}
        for record in self.git.run(*words).decode("utf-8", "surrogateescape").split("\0"):
            description, _, path = record.partition("\t")
            mode, _, oid = description.partition(" ")
            if mode in FILES and path.startswith(prefix):
                found[path.removeprefix(prefix)] = oid.rpartition(" ")[2]
        return found

    def blobs(self, oids: Iterable[str]) -> dict[str, bytes]:
        """Contents of blobs; of those that are too large, or absent from a partial copy, an empty text."""
        wanted = list(dict.fromkeys(oids))
        sizes = self.git.run("cat-file", "--batch-check=%(objectname) %(objectsize)", stdin="\n".join(wanted).encode())
        small = [line.split()[0].decode() for line in sizes.splitlines() if _is_small(line)]
        said = self.git.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in small).encode())
        found, at = dict.fromkeys(wanted, b""), 0
        for oid in small:
            end = said.index(b"\n", at)
            size = int(said[at:end].split()[2])
            found[oid] = said[end + 1 : end + 1 + size]
            at = end + size + 2
        return found

    def export(self, commit: str, folder: Path) -> Path:
        """Write a commit's files out, below a folder that has the source's name; return that folder."""
        entries = self.entries(commit)
        blobs = self.blobs(entries.values())
        return written(folder / self.name, {path: blobs[oid] for path, oid in entries.items()})


def _is_small(line: bytes) -> bool:
    size = line.split()[-1]
    return size.isdigit() and int(size) <= LARGEST


def written(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below ``root`` and return it."""
    root.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # it may be a link that another tree shares
        target.write_bytes(content)
    return root


def changed(base: Path, folder: Path, files: Mapping[str, bytes | None]) -> Path:
    """A tree that is ``base`` but for ``files`` (``None`` removes); all other files are shared by hard links."""
    root = folder / base.name
    shutil.copytree(base, root, copy_function=_link, symlinks=True)
    written(root, {path: content for path, content in files.items() if content is not None})
    for path, content in files.items():
        if content is None:
            (root / path).unlink(missing_ok=True)
    return root


def _link(source: str, destination: str) -> str:
    Path(destination).hardlink_to(source)
    return destination


def parsed(text: str) -> Source:
    """A source as it is given on the command line: ``[NAME=]PATH[:SUBPATH][@REVISION]``.

    Raises:
        RepositoryError: there is no git repository.
    """
    name, equals, rest = text.rpartition("=") if "=" in text else ("", "", text)
    rest, _, revision = rest.partition("@")
    place, _, subpath = rest.partition(":")
    path = Path(place).expanduser()
    if not path.is_dir():
        raise RepositoryError("not a folder", where=place, hint="Name a git work tree or a git directory.")
    source = Source(name if equals else path.resolve().name, path, subpath.strip("/"), revision or "HEAD")
    _ = source.head
    return source
