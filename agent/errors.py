"""The one error tree.

Findings about a proposal are data (:mod:`agent.domain.verdict`), never exceptions. These are the troubles that keep
syncopate from doing its work; each says what happened, where, and what to do next.

::

    SyncopateError                 exit code 1
    ├── ContentError               the Ansible content can't be read          (knowledge)
    ├── IndexUnavailable           the documentation index can't be used      (knowledge)
    ├── EmbeddingUnavailable       no embedding can be computed               (knowledge)
    ├── UsageError                 the command line asks for what can't be    exit code 2
    ├── SettingsError              a setting is unknown or malformed          exit code 2
    ├── StateError                 the folder of runs can't be used
    ├── FactsError                 the facts of the system can't be had
    ├── EditError                  an edit can't be applied to its file
    ├── AuthorError                the author gave no usable answer
    │   └── BudgetExhausted        a limit was reached before it was spent
    ├── SandboxError               something went wrong around the sandbox
    │   └── SandboxUnavailable     this machine can't isolate; nothing ran
    ├── ToolError                  an Ansible tool broke: no verdict from it
    └── RepositoryError            git refused, or the repository is unfit
        ├── WorkTreeDirty          touched paths hold uncommitted work
        ├── RefMoved               the branch is no longer where it was
        └── RunBusy                another run holds the lock
"""

from __future__ import annotations

from knowledge.errors import ContentError, EmbeddingUnavailable, IndexUnavailable, SyncopateError

__all__ = [
    "AuthorError",
    "BudgetExhausted",
    "ContentError",
    "EditError",
    "EmbeddingUnavailable",
    "FactsError",
    "IndexUnavailable",
    "RefMoved",
    "RepositoryError",
    "RunBusy",
    "SandboxError",
    "SandboxUnavailable",
    "SettingsError",
    "StateError",
    "SyncopateError",
    "ToolError",
    "UsageError",
    "WorkTreeDirty",
]


class UsageError(SyncopateError):
    """The command line asks for something that can't be."""

    exit_code = 2


class SettingsError(SyncopateError):
    """A setting is unknown or malformed."""

    exit_code = 2


class StateError(SyncopateError):
    """The folder that holds runs and their checkpoints can't be used."""


class FactsError(SyncopateError):
    """The facts of the system can't be had."""


class EditError(SyncopateError):
    """An edit can't be applied to the file it names."""


class AuthorError(SyncopateError):
    """The author gave no usable answer."""


class BudgetExhausted(AuthorError):
    """A limit was reached; nothing more was spent."""


class SandboxError(SyncopateError):
    """Something went wrong around the sandbox."""


class SandboxUnavailable(SandboxError):
    """This machine can't isolate, so nothing ran."""


class ToolError(SyncopateError):
    """An Ansible tool broke (a finding about the proposal is not an error)."""


class RepositoryError(SyncopateError):
    """Git refused, or the repository is unfit for a merge."""


class WorkTreeDirty(RepositoryError):
    """Paths that the merge would touch hold uncommitted work."""


class RefMoved(RepositoryError):
    """The branch is no longer where the proposal found it."""


class RunBusy(RepositoryError):
    """Another run holds the lock on this collection or this proposal."""
