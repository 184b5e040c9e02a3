"""Running git so that nothing a repository, its configuration or its attributes name is ever started."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from agent.adapters import programs
from agent.adapters.git import identity, trouble
from agent.errors import RepositoryError

_SECONDS = 300.0
_NOWHERE_ELSE: Mapping[str, str] = MappingProxyType({})
_OVERRIDES = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.splitIndex=false",
    "core.quotePath=false",
    "core.fsync=committed,loose-object,reference",
    "i18n.commitEncoding=UTF-8",
    "gc.auto=0",
    "maintenance.auto=false",
)
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_LITERAL_PATHSPECS": "1",
    # No transport at all, so a partial clone can't fetch lazily; newer gits know how to say so.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
}


class Git:
    """Git in one work tree.

    Args:
        root: folder to run in; git finds the repository from there, so that it checks who owns it.
        holding: descriptors that every git process inherits. A lock among them outlives us for as long as a git
            process does that we started.
    """

    def __init__(self, root: Path, holding: tuple[int, ...] = ()) -> None:
        self.root = root
        self._holding = holding

    def holding(self, descriptor: int) -> Git:
        """The same git, whose processes keep ``descriptor`` open."""
        return Git(self.root, (*self._holding, descriptor))

    def at(self, root: Path) -> Git:
        """The same git in another work tree."""
        return self if root == self.root else Git(root, self._holding)

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run a plumbing command and return what it printed.

        Args:
            arguments: command and arguments.
            stdin: what it reads.

        Raises:
            RepositoryError: git failed.
        """
        return self._checked(arguments[0], self._start(arguments, stdin))

    def on_index(self, index: Path, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run a plumbing command on an index file of its own, and return what it printed.

        Whoever writes an index makes git compare files as young as the index with their blobs, and that starts clean
        filters. So it runs in an empty folder as its work tree, where it finds no file to compare.

        Raises:
            RepositoryError: git failed.
        """
        with trouble.reported(self.root), tempfile.TemporaryDirectory(prefix="syncopate-empty-") as empty:
            places = {"GIT_DIR": self._git_dir, "GIT_WORK_TREE": empty, "GIT_INDEX_FILE": str(index)}
            return self._checked(arguments[0], self._start(("-C", empty, *arguments), stdin, places))

    def line(self, *arguments: str) -> str:
        """Run a command and return its one line of output.

        Raises:
            RepositoryError: git failed.
        """
        return os.fsdecode(self.run(*arguments)).removesuffix("\n")

    def ask(self, *arguments: str) -> str | None:
        """Run a command that may say no: its line of output, or ``None`` for exit code 1.

        Raises:
            RepositoryError: git failed with any other code.
        """
        done = self._start(arguments, b"")
        return None if done.returncode == 1 else os.fsdecode(self._checked(arguments[0], done)).removesuffix("\n")

    @contextmanager
    def conversation(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """A git process to talk to; it is ended on leaving."""
        with trouble.reported(self.root):
            process = subprocess.Popen(
                self._command(arguments),
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=self._holding,
            )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def _checked(self, command: str, done: subprocess.CompletedProcess[bytes]) -> bytes:
        if done.returncode:
            raise trouble.from_git(command, done.returncode, done.stderr, self.root)
        return done.stdout

    def _start(
        self, arguments: tuple[str, ...], stdin: bytes, places: Mapping[str, str] = _NOWHERE_ELSE
    ) -> subprocess.CompletedProcess[bytes]:
        command = self._command(arguments)
        try:
            with trouble.reported(self.root):
                return subprocess.run(
                    command,
                    env={**self._environment(), **places},
                    input=stdin,
                    capture_output=True,
                    check=False,
                    timeout=_SECONDS,
                    pass_fds=self._holding,
                )
        except subprocess.TimeoutExpired as error:
            raise RepositoryError(
                f"git {arguments[0]} did not end within {_SECONDS:.0f} s", where=trouble.printable(self.root)
            ) from error
        except ValueError as error:  # a NUL in an argument
            raise RepositoryError(f"git can't be asked that: {error}", where=trouble.printable(self.root)) from error

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        trusted = (f"safe.directory={folder}" for folder in self._identity.safe_directories)
        excludes = self._identity.excludes_file
        ignored = (f"core.excludesFile={excludes}",) if excludes else ()
        settings = [part for setting in (*_OVERRIDES, *trusted, *ignored) for part in ("-c", setting)]
        return [self._program, "-C", str(self.root), *settings, *arguments]

    def _environment(self) -> Mapping[str, str]:
        who = self._identity
        person = {f"GIT_{part}_NAME": who.name for part in ("AUTHOR", "COMMITTER")}
        person |= {f"GIT_{part}_EMAIL": who.email for part in ("AUTHOR", "COMMITTER")}
        # Only for a `~` in safe.directory: no configuration is read from there.
        person["HOME"] = os.path.expanduser("~")  # noqa: PTH111 -- never raises
        return _ENVIRONMENT | person

    @cached_property
    def _git_dir(self) -> str:
        return self.line("rev-parse", "--absolute-git-dir")

    @cached_property
    def _program(self) -> str:
        return str(programs.find("git"))

    @cached_property
    def _identity(self) -> identity.Identity:
        with trouble.reported(self.root):
            return identity.read(self._program, self.root)
