"""One checked-out work tree, brought along when its branch moves; everything else in it stays as it is."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from agent.adapters.git import blobs, paths, trees, trouble, work_files
from agent.adapters.git.index import Index, Staged
from agent.adapters.git.plumbing import Git
from agent.adapters.git.trees import Change, Entry
from agent.adapters.git.work_files import Found, Kind
from agent.errors import WorkTreeDirty


def holding(git: Git, branch: str) -> tuple[Path, ...]:
    """The existing work trees, linked ones included, that have ``branch`` checked out.

    Raises:
        RepositoryError: git failed.
    """
    return tuple(root for root, checked_out in _all(git) if checked_out == branch)


def refuse_rebase(git: Git, branch: str) -> None:
    """Check that no work tree is in the middle of a rebase of ``branch``; git shows its HEAD as detached then.

    Raises:
        WorkTreeDirty: one is.
        RepositoryError: git failed.
    """
    for root, _ in _all(git):
        for state in ("rebase-merge", "rebase-apply"):
            path = git.at(root).line("rev-parse", "--path-format=absolute", "--git-path", f"{state}/head-name")
            with trouble.reported(root):
                name = Path(path)
                if name.is_file() and os.fsdecode(name.read_bytes()).strip() == branch:
                    raise WorkTreeDirty(
                        f"a rebase of {branch} is under way",
                        where=trouble.printable(root),
                        hint="Run `git rebase --continue` or `git rebase --abort` there first.",
                    )


def _all(git: Git) -> Iterator[tuple[Path, str]]:
    """Every existing work tree with its branch, which is empty when HEAD is detached."""
    for block in os.fsdecode(git.run("worktree", "list", "--porcelain", "-z")).split("\0\0"):
        facts = dict(line.partition(" ")[::2] for line in block.split("\0"))
        root = Path(facts.get("worktree", ""))
        if "prunable" not in facts and "bare" not in facts and "worktree" in facts and root.is_dir():
            yield root, facts.get("branch", "")


class WorkTree:
    """A work tree in which some paths go from an old to a new version.

    Args:
        git: git in any work tree of the repository.
        root: folder of this one.
        token: names temporary files.
    """

    def __init__(self, git: Git, root: Path, token: str) -> None:
        self.root = root
        self._git = git.at(root)
        self._index = Index(self._git, token)
        self._stage = root / f".syncopate-{token}"
        # A file system without executable bits says so in the configuration.
        self._modes = self._git.ask("config", "--type=bool", "--get", "core.fileMode") != "false"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the index against other git processes; what was staged is cleaned away at the end.

        Raises:
            WorkTreeDirty: another git process is at work.
            RepositoryError: the lock can't be made.
        """
        with self._index.locked():
            try:
                yield
            finally:
                self.clean()

    def clean(self) -> None:
        """Remove everything temporary, also what an interrupted process left behind.

        Raises:
            RepositoryError: it can't be removed.
        """
        with trouble.reported(self._stage):
            if self._stage.is_dir() and not self._stage.is_symlink():
                shutil.rmtree(self._stage)
        self._index.clean()

    def refuse_dirty(self, changes: tuple[Change, ...]) -> None:
        """Check that index and files hold the old version of every path, byte for byte.

        Raises:
            WorkTreeDirty: they don't; the paths are named.
        """
        staged = self._index.entries()
        reasons: dict[str, list[str]] = {}
        blocked = trees.in_the_way({change.path: change.new for change in changes}, staged)
        with blobs.reading(self._git) as reader, trouble.reported(self.root):
            for change in changes:
                reason = "in the way in the index" if change.path in blocked else self._dirt(change, staged, reader)
                if reason:
                    reasons.setdefault(reason, []).append(change.path)
        if reasons:
            listed = "; ".join(f"{reason}: {paths.shown(found)}" for reason, found in reasons.items())
            raise WorkTreeDirty(
                f"the change touches files that hold uncommitted work ({listed})",
                where=trouble.printable(self.root),
                hint="Commit or stash them, then run the same command again.",
            )

    def stage(self, changes: tuple[Change, ...], width: int) -> None:
        """Write new files and the next index beside the present ones, so that a full disk shows before anything moves.

        Raises:
            RepositoryError: they can't be written.
        """
        entries = self._index.entries()
        blocked = trees.in_the_way({c.path: c.new for c in changes}, entries)
        updates = {c.path: c.new for c in changes if c.path not in blocked and _is(entries.get(c.path), c.old)}
        self._index.prepare(updates, width)
        with blobs.reading(self._git) as reader, trouble.reported(self._stage):
            self._stage.mkdir(mode=0o700)
            for number, change in enumerate(changes):
                if change.new:
                    self._write(self._stage / str(number), change.path, change.new, reader.read(change.new.oid))

    def swap(self, changes: tuple[Change, ...]) -> tuple[str, ...]:
        """Put the staged files and index in place; files that are neither old nor new any more are left alone.

        Returns:
            The paths left alone.

        Raises:
            RepositoryError: the system refused.
        """
        left = []
        # Removals first: a folder may become a file or the other way round.
        ordered = sorted(enumerate(changes), key=lambda item: item[1].new is not None)
        with blobs.reading(self._git) as reader, trouble.reported(self.root):
            for number, change in ordered:
                if not self._swap(self._stage / str(number), change, reader):
                    left.append(change.path)
        self._index.advance()
        return tuple(left)

    def _swap(self, staged: Path, change: Change, reader: blobs.Blobs) -> bool:
        found = work_files.look(self.root, change.path)
        if self._same(found, change.new, reader):
            return True
        if not self._same(found, change.old, reader):
            return False
        if change.new is None:
            work_files.remove(self.root, change.path)
            return True
        try:
            work_files.place(self.root, change.path, staged, replace=change.old is not None)
        except (FileExistsError, NotADirectoryError):  # made this very moment
            return False
        return True

    def _write(self, staged: Path, path: str, entry: Entry, data: bytes) -> None:
        executable = entry.mode == trees.EXECUTABLE
        found = work_files.look(self.root, path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with os.fdopen(os.open(staged, flags, 0o777 if executable else 0o666), "wb") as out:
            out.write(data)
            if found.status is not None and found.kind is Kind.FILE:
                _keep_status(out.fileno(), found.status, executable if self._modes else None)
            out.flush()
            os.fsync(out.fileno())

    def _dirt(self, change: Change, staged: Mapping[str, Staged], reader: blobs.Blobs) -> str:
        present = staged.get(change.path)
        if present and not present.plain:
            return "unmerged, assumed unchanged or outside the sparse checkout"
        if not _is(present, change.old):
            return "staged"
        if not work_files.on_one_disk(self.root, change.path):
            return "on another file system"
        found = work_files.look(self.root, change.path)
        if self._same(found, change.old, reader):
            return ""
        if change.old is None:
            return "untracked and in the way"
        return "deleted" if found.kind is Kind.ABSENT else "changed, or converted on checkout (line ends, filters)"

    def _same(self, found: Found, entry: Entry | None, reader: blobs.Blobs) -> bool:
        if entry is None:
            return found.kind is Kind.ABSENT
        if found.kind is not Kind.FILE or (self._modes and found.executable != (entry.mode == trees.EXECUTABLE)):
            return False
        return found.data == reader.read(entry.oid)


def _is(staged: Staged | None, entry: Entry | None) -> bool:
    return staged is None if entry is None else staged is not None and staged.plain and staged.entry == entry


def _keep_status(descriptor: int, status: os.stat_result, executable: bool | None) -> None:
    """Give a new version the owner and permissions of the old one; ``None`` keeps the executable bits, too."""
    mode = stat.S_IMODE(status.st_mode)
    if executable:
        mode |= (mode & 0o444) >> 2
    elif executable is False:
        mode &= ~0o111
    mine = os.fstat(descriptor)
    if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, mode)
