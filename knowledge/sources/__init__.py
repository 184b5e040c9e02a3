"""Documentation derived from Ansible content: what roles do, install, start, write and can be told."""

from knowledge.sources.documentation import passages

__all__ = ["passages"]
