"""The documentation of installed modules, read as text: no module is imported or run."""

from agent.adapters.module_docs.installed import InstalledModuleDocs

__all__ = ["InstalledModuleDocs"]
