"""Picks implementations of the ports from the settings. Heavy libraries are imported only where they are chosen."""

from __future__ import annotations

from pathlib import Path

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.adapters.diagnosis import Check, diagnose
from agent.adapters.facts import FileFacts, LocalFacts
from agent.adapters.git import GitRepository
from agent.adapters.instances import DEBIAN12, base_root
from agent.adapters.library import Library, scope_of
from agent.adapters.module_docs import InstalledModuleDocs
from agent.authors.embedded import EmbeddedAuthor
from agent.context import Budget, Tools
from agent.domain.request import Request, Target
from agent.ports import Author, Validator
from agent.settings import Settings
from agent.validators import READERS, TOOLS, Equipment, every
from agent.validators.check_mode import System
from knowledge.embeddings import choose_embedding
from knowledge.index import Index


def tools(settings: Settings, request: Request) -> Tools:
    """Everything a run of ``request`` works with.

    Raises:
        SandboxUnavailable: this machine can't isolate, or the base instance is not built.
        AuthorError: the chat model can't be used.
    """
    return Tools(
        facts=FileFacts(Path(request.facts_file)) if request.facts_file else LocalFacts(),
        repository=repository(settings, request.target),
        retriever=library(settings, request.target),
        author=_author(settings, request.author),
        validators=_validators(settings),
        budget=Budget(passages=settings.passages),
    )


def repository(settings: Settings, target: Target) -> GitRepository:
    """The target's git repository, with unpacked trees in the cache and journals among the runs."""
    return GitRepository(settings.cache / "trees", settings.state, Path(target.repository))


def library(settings: Settings, target: Target) -> Library:
    """The documentation index, for one target."""
    index = Index(settings.cache / "index", choose_embedding())
    return Library(index, scope_of(target.repository, target.subpath))


def readers(settings: Settings) -> tuple[Validator, ...]:
    """The validators that only read, the policy first."""
    return tuple(make(_docs(settings)) for make in READERS.values())


def static_tools() -> tuple[Validator, ...]:
    """The validators that run Ansible's tools in the sandbox, but need no instance."""
    return tuple(make(BubblewrapSandbox()) for make in TOOLS.values())


def _validators(settings: Settings) -> tuple[Validator, ...]:
    instance = base_root(DEBIAN12, settings.instances / DEBIAN12.name)
    system = System(DEBIAN12.os_family, DEBIAN12.distribution, DEBIAN12.major_version)
    return every(Equipment(_docs(settings), BubblewrapSandbox(), instance, system))


def _docs(settings: Settings) -> InstalledModuleDocs:
    return InstalledModuleDocs(settings.cache / "modules")


def checks(settings: Settings) -> tuple[Check, ...]:
    """What this machine has and lacks for the main job."""
    notice = choose_embedding().notice
    embedding = Check("sentence embeddings", ok=not notice, detail=notice or "all-MiniLM-L6-v2", required=False)
    return (*diagnose(DEBIAN12, settings.instances / DEBIAN12.name), embedding)


def _author(settings: Settings, name: str) -> Author:
    if name == "embedded":
        return EmbeddedAuthor()
    from agent.authors.llm import ChatAuthor, connect  # noqa: PLC0415 - LangChain is for chat models only

    model = connect(
        name,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value(),
        seconds=settings.model_timeout,
    )
    return ChatAuthor(model, settings.budget_tokens)
