"""The documentation of the user's content: indexed when it changed, then searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from agent.domain.documentation import Documentation
from knowledge.content.model import Content
from knowledge.index import Index, UpdateReport
from knowledge.retrieval import HybridRetriever
from knowledge.sources import passages


class Library:
    """Implements :class:`agent.ports.Retriever` over one index.

    Args:
        index: where passages are kept.
        scope: whose passages: a name unique to the target, so that targets share the index without mixing.
    """

    def __init__(self, index: Index, scope: str) -> None:
        self._index = index
        self._scope = scope

    @property
    def notice(self) -> str:
        """What a person should know of how passages are found; may be empty."""
        return self._index.embedding.notice

    def rebuild(self) -> None:
        """Throw the index away; the next update fills it anew."""
        self._index.rebuild()

    def update(self, content: Content, progress: Callable[[int, int], None] | None = None) -> UpdateReport:
        """Bring the index up to date with the content; ``progress`` hears (done, all) of new passages."""
        return self._index.update(self._scope, passages(content), progress)

    def retrieve(self, content: Content, query: str, *, limit: int) -> Documentation:
        """Bring the index up to date and search it; see :class:`agent.ports.Retriever`."""
        self.update(content)
        found = HybridRetriever(self._index, self._scope).retrieve(query, limit=limit)
        problems = tuple(f"{problem.path}:{problem.line}: {problem.message}" for problem in content.problems)
        return Documentation(passages=found, notice=self.notice, problems=problems)


def scope_of(repository: str, subpath: str) -> str:
    """The name under which a target's passages are kept."""
    return (Path(repository) / subpath).as_posix()
