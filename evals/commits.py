"""A repository's real commits, as changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from evals.sources import FILES, Source

READ = 8000
"""How many commits of a repository are looked at, latest first."""
FIX = re.compile(
    r"\b(fix(es|ed|ing)?|bug(fix)?|typo|wrong|missing|incorrect|broken|mistake|forgot\w*|repair\w*)\b", re.I
)
NO_FIX = re.compile(
    r"\b(lint\w*|ci|molecule|readme|docs?|documentation|changelog|tests?|comments?|travis|yamllint|spelling|whitespace|merge|copyright|license|reuse)\b",
    re.I,
)
CONTENT = re.compile(r"(.*/)?(tasks|handlers|defaults|vars|meta|templates)/.+")
FIXABLE = re.compile(r".*\.(ya?ml|j2)|(.*/)?templates/.+")
ASIDE = re.compile(
    r"(^|/)(molecule|tests|test|docs|examples|\.[^/]+)/|(^|/)[^/]*\.(md|rst|txt|in)$|(^|/)(CHANGES|CHANGELOG|README|AUTHORS|CREDITS)|(^|/)\.[^/]+$|(^|/)(galaxy|\.travis)\.yml$"
)
SMALL_FILES, SMALL_LINES = 3, 30


@dataclass(frozen=True)
class Commit:
    """A commit with one parent.

    Attributes:
        id: its id.
        parent: its parent's id.
        subject: first line of its message.
        files: what it changes below the source's subpath: path -> blob ids before and after, empty for absent ones.
    """

    id: str
    parent: str
    subject: str
    files: Mapping[str, tuple[str, str]]

    @property
    def content(self) -> tuple[str, ...]:
        """The changed files that are a role's content."""
        return tuple(path for path in self.files if CONTENT.fullmatch(path) and not ASIDE.search(path))

    @property
    def elsewhere(self) -> bool:
        """Whether it changes more than a role's YAML and templates, and what only tells of them."""
        return any(not ASIDE.search(path) and not FIXABLE.fullmatch(path) for path in self.files)


def commits(source: Source, limit: int = READ) -> Iterator[Commit]:
    """The latest commits with one parent that change something below the source's subpath."""
    words = ("log", "--no-merges", "--raw", "--no-abbrev", "--no-renames", f"--max-count={limit}")
    said = source.git.run(*words, "--format=%x01%H%x02%P%x02%s", source.head).decode("utf-8", "replace")
    prefix = f"{source.subpath}/" if source.subpath else ""
    for record in said.split("\x01")[1:]:
        head, *lines = record.splitlines()
        oid, parent, subject = head.split("\x02", 2)
        files = dict(found for line in lines if (found := _raw(line, prefix)))
        if parent and files:
            yield Commit(oid, parent, subject, files)


def _raw(line: str, prefix: str) -> tuple[str, tuple[str, str]] | None:
    """One line of ``--raw``: path and blob ids; ``None`` for links, submodules and odd names."""
    description, _, path = line.partition("\t")
    parts = description.removeprefix(":").split()
    if len(parts) != 5 or not path.startswith(prefix) or path.startswith('"'):  # noqa: PLR2004 - git's five columns
        return None
    old_mode, new_mode, old, new, _ = parts
    if not {old_mode, new_mode} <= FILES | {"000000"}:
        return None
    return path.removeprefix(prefix), (old if int(old, 16) else "", new if int(new, 16) else "")


def replayed(source: Source, wanted: int) -> list[Commit]:
    """The latest commits that change a role's content."""
    found: list[Commit] = []
    for commit in commits(source):
        if len(found) == wanted:
            break
        if commit.content:
            found.append(commit)
    return found


def fixes(source: Source, rng: Random) -> Iterator[Commit]:
    """Small bug fixes in roles, in random order."""
    found = [commit for commit in commits(source) if _is_fix(commit)]
    rng.shuffle(found)
    for commit in found:
        blobs = source.blobs(oid for path in commit.content for oid in commit.files[path])
        pairs = [tuple(blobs[oid].splitlines() for oid in commit.files[path]) for path in commit.content]
        if 0 < sum(len(_differing(old, new)) for old, new in pairs) <= SMALL_LINES:
            yield commit


def _is_fix(commit: Commit) -> bool:
    paths = commit.content
    if not paths or len(paths) > SMALL_FILES or commit.elsewhere:
        return False
    if not all(all(commit.files[path]) and FIXABLE.fullmatch(path) for path in paths):
        return False
    return FIX.search(commit.subject) is not None and NO_FIX.search(commit.subject) is None


def _differing(old: list[bytes], new: list[bytes]) -> list[bytes]:
    """Lines that are in one text only, comments and blank lines aside."""
    before, after = set(old), set(new)
    return [line for line in before ^ after if line.strip() and not line.strip().startswith(b"#")]
