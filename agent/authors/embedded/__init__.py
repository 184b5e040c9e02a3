"""The author that needs no model."""

from agent.authors.embedded.author import EmbeddedAuthor

__all__ = ["EmbeddedAuthor"]
