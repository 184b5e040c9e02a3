"""What the agent needs from the world. Adapters, authors, validators and knowledge implement these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from agent.domain.approval import Approval
from agent.domain.documentation import Documentation
from agent.domain.edits import Edit
from agent.domain.facts import SystemFacts
from agent.domain.modules import ModuleAbsent, ModuleSpec
from agent.domain.plan import Plan
from agent.domain.proposal import Base, Proposal
from agent.domain.receipt import MergeReceipt
from agent.domain.request import Request, Target
from agent.domain.verdict import Report, Verdict
from knowledge.content.model import Content
from knowledge.passages import Passage


class FactSource(Protocol):
    """Tells what the target system is."""

    def gather(self) -> SystemFacts:
        """Return the declared facts.

        Raises:
            FactsError: they can't be had.
        """
        ...


class Retriever(Protocol):
    """Finds documentation of the user's own content."""

    def retrieve(self, content: Content, query: str, *, limit: int) -> Documentation:
        """Bring the index up to date with ``content`` and return at most ``limit`` of its passages, best first.

        Raises:
            IndexUnavailable: the index can't be used.
        """
        ...


@dataclass(frozen=True)
class Brief:
    """All an author gets to see.

    ``content`` is the target's content at the base commit, read from a private copy.
    """

    request: Request
    facts: SystemFacts
    passages: tuple[Passage, ...]
    content: Content


class Author(Protocol):
    """Writes plans and edits. Not trusted: what it says is data."""

    def plan(self, brief: Brief) -> Plan:
        """Say what to do and where.

        Raises:
            AuthorError: no usable answer was given.
            BudgetExhausted: a limit was reached.
        """
        ...

    def propose(self, brief: Brief, plan: Plan, previous: Proposal | None, verdict: Verdict | None) -> tuple[Edit, ...]:
        """Write the edits for a plan; after a refusal, ``previous`` and its ``verdict`` say what was wrong.

        Raises:
            AuthorError: no usable answer was given.
            BudgetExhausted: a limit was reached.
        """
        ...


@dataclass(frozen=True)
class Subject:
    """What a validator judges: a proposal with both trees unpacked read-only.

    Attributes:
        proposal: the change.
        facts: the system it is for.
        before: content of the base tree, read from ``before.root``.
        after: content of the proposal's tree, read from ``after.root``.
        trusted: whether a person wrote the change (then what merely needs consent is unproven, not refuted).
    """

    proposal: Proposal
    facts: SystemFacts
    before: Content
    after: Content
    trusted: bool = False


class Validator(Protocol):
    """Judges one aspect of a proposal."""

    name: str

    def validate(self, subject: Subject) -> Report:
        """Judge the change, not the repository around it.

        Raises:
            ToolError: the tool behind it broke.
            SandboxUnavailable: this machine can't isolate.
        """
        ...


class ModuleDocs(Protocol):
    """The documentation of modules, as data: none of them is imported or run."""

    def find(self, name: str, collections: Sequence[str] = ()) -> ModuleSpec | ModuleAbsent:
        """The documentation of an installed module, or why there is none.

        Args:
            name: as a task writes it; redirects are followed.
            collections: where a short name is looked up before ``ansible.builtin``.
        """
        ...

    def parse(self, name: str, source: str) -> ModuleSpec | ModuleAbsent:
        """The documentation in the source of a module that is not installed; the source is not trusted."""
        ...

    def names(self) -> Sequence[str]:
        """Full names of all installed modules."""
        ...


@dataclass(frozen=True)
class Limits:
    """What a sandboxed command may use."""

    seconds: float = 120.0
    memory_mb: int = 4096
    processes: int = 512
    file_mb: int = 1024
    output_mb: int = 32


@dataclass(frozen=True)
class Command:
    """A command for the sandbox.

    Attributes:
        argv: program (looked up inside) and arguments.
        read_only: host folder or file -> absolute path inside, bound read-only.
        stdin: bytes fed to it.
        env: its whole environment, besides PATH, HOME and LANG.
        cwd: working folder inside; a private, empty, writable ``/work`` exists.
        instance: base root of an instance to start beside it; its exec socket then stands at
            ``/run/syncopate/instance.sock`` inside the command's sandbox.
        results: whether a pipe for results is opened as file descriptor 3.
        limits: what it may use.
    """

    argv: tuple[str, ...]
    read_only: Mapping[Path, str] = field(default_factory=dict)
    stdin: bytes = b""
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str = "/work"
    instance: Path | None = None
    results: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Completed:
    """What came out: testimony by untrusted code, cut at the limits.

    ``timed_out`` is true when the time limit ended it; ``truncated`` when output was cut; ``copied`` when the instance
    had to be copied for it, which takes longer.
    """

    returncode: int
    stdout: bytes
    stderr: bytes
    results: bytes
    seconds: float
    timed_out: bool = False
    truncated: bool = False
    copied: bool = False


class Sandbox(Protocol):
    """Runs a command where it can do no harm: no network, nothing visible but an allow-list."""

    def run(self, command: Command) -> Completed:
        """Run to the end or to the limits.

        Raises:
            SandboxUnavailable: this machine can't isolate; nothing ran.
            SandboxError: the sandbox broke around the command.
        """
        ...


class Repository(Protocol):
    """A git repository; hooks, filters and fsmonitor never run, uncommitted work is never touched."""

    def base(self, target: Target) -> Base:
        """The commit the target's branch points to.

        Raises:
            RepositoryError: there is none, or the repository is unfit.
        """
        ...

    def unpack(self, tree: str, subpath: str) -> Path:
        """Return a folder that holds the tree's files below ``subpath``; callers must not write to it.

        Symbolic links that lead out of the folder are left out.

        Raises:
            RepositoryError: the tree does not exist or can't be written out.
        """
        ...

    def write(self, base: Base, subpath: str, files: Mapping[str, bytes | None]) -> tuple[str, str]:
        """Store a tree that is ``base`` with ``files`` replaced (``None`` removes), paths relative to ``subpath``.

        Returns:
            The tree's id and the unified diff against the base.

        Raises:
            RepositoryError: a path leads out of the target or through a symbolic link, or git refused.
        """
        ...

    def merge(self, request: Request, proposal: Proposal, approval: Approval, message: str) -> MergeReceipt:
        """Make the proposal's tree the branch's next commit, by compare-and-swap; repeated calls find their commit.

        Raises:
            RefMoved: the branch is no longer at the proposal's base.
            WorkTreeDirty: touched paths hold uncommitted work.
            RepositoryError: git refused.
        """
        ...

    def revert(self, target: Target, commit: str, message: str) -> MergeReceipt:
        """Undo one commit's paths on top of the branch, by compare-and-swap.

        Raises:
            RepositoryError: what it changed was changed again since, or git refused.
        """
        ...
