"""The tools a run works with. They are not checkpointed: each process wires its own."""

from __future__ import annotations

from dataclasses import dataclass

from agent.domain.request import Request
from agent.ports import Author, FactSource, Repository, Retriever, Validator
from knowledge.content.model import Content
from knowledge.content.reader import read


@dataclass(frozen=True)
class Budget:
    """How much a run may spend.

    Attributes:
        restarts: how often the branch may move before the run gives up.
        passages: pieces of documentation handed to the author.
    """

    restarts: int = 3
    passages: int = 24


@dataclass(frozen=True)
class Tools:
    """Implementations of the ports, chosen by wiring; ``validators`` are in the order they run, policy first."""

    facts: FactSource
    repository: Repository
    retriever: Retriever
    author: Author
    validators: tuple[Validator, ...]
    budget: Budget

    def content(self, request: Request, tree: str) -> Content:
        """Read the target's Ansible content as it is in ``tree``, from a private copy."""
        return read(self.repository.unpack(tree, request.target.subpath))
