"""Git as plumbing: trees are read, written and merged without running anything that a repository configures."""

from agent.adapters.git.repository import GitRepository
from agent.adapters.git.target import resolve

__all__ = ["GitRepository", "resolve"]
