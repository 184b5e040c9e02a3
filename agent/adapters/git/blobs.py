"""Reading blobs as git stores them: no filters, no line-end conversion, Git LFS pointers stay pointers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from agent.adapters.git.plumbing import Git
from agent.adapters.git.trouble import printable
from agent.errors import RepositoryError

_CHUNK = 1 << 20


class Blobs:
    """An open ``git cat-file --batch``."""

    def __init__(self, git: Git, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._git = git
        self._questions = questions
        self._answers = answers

    def read(self, oid: str) -> bytes:
        """The object's bytes.

        Raises:
            RepositoryError: there is no such object.
        """
        return b"".join(self.body(oid, self.begin(oid)))

    def begin(self, oid: str) -> int:
        """Ask for an object and return its size; :meth:`body` must be read to the end next.

        Raises:
            RepositoryError: there is no such object.
        """
        try:
            self._questions.write(oid.encode() + b"\n")
            self._questions.flush()
        except BrokenPipeError as error:
            raise self._broken(oid) from error
        header = self._answers.readline().split()
        if len(header) != 3:  # noqa: PLR2004 -- oid, type, size; anything else says what is wrong
            raise self._broken(oid)
        return int(header[2])

    def body(self, oid: str, size: int) -> Iterator[bytes]:
        """The bytes of the object that was asked for, in pieces.

        Raises:
            RepositoryError: it ends too early.
        """
        left = size
        while left:
            chunk = self._answers.read(min(left, _CHUNK))
            if not chunk:
                raise self._broken(oid)
            left -= len(chunk)
            yield chunk
        self._answers.read(1)

    def _broken(self, oid: str) -> RepositoryError:
        return RepositoryError(
            f"object {oid} is missing or damaged",
            where=printable(self._git.root),
            hint="Run `git fsck` there; in a partial clone, fetch what is missing with git first.",
        )


@contextmanager
def reading(git: Git) -> Iterator[Blobs]:
    """Open a reader for as long as the block lasts."""
    with git.conversation("cat-file", "--batch") as process:
        if process.stdin is None or process.stdout is None:
            raise RepositoryError("git cat-file has no pipes", where=printable(git.root))
        yield Blobs(git, process.stdin, process.stdout)
