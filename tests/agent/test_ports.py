"""Everything that wiring chooses from has the port's shape: mypy says so of the code, this of what runs."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

from agent import ports
from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.adapters.facts import FileFacts, LocalFacts
from agent.adapters.git import GitRepository
from agent.adapters.library import Library
from agent.adapters.module_docs import InstalledModuleDocs
from agent.authors.embedded import EmbeddedAuthor
from agent.authors.llm import ChatAuthor
from agent.validators.arguments.validator import Arguments
from agent.validators.check_mode import CheckMode
from agent.validators.lint import Lint
from agent.validators.policy.validator import Policy
from agent.validators.syntax import Syntax
from tests.fakes.ports import FakeAuthor, FakeFacts, FakeRetriever, FakeValidator

IMPLEMENTATIONS: dict[type, tuple[type, ...]] = {
    ports.FactSource: (FileFacts, LocalFacts, FakeFacts),
    ports.Retriever: (Library, FakeRetriever),
    ports.Author: (EmbeddedAuthor, ChatAuthor, FakeAuthor),
    ports.ModuleDocs: (InstalledModuleDocs,),
    ports.Validator: (Policy, Arguments, Syntax, Lint, CheckMode, FakeValidator),
    ports.Sandbox: (BubblewrapSandbox,),
    ports.Repository: (GitRepository,),
}


def methods(port: type) -> dict[str, inspect.Signature]:
    return {name: inspect.signature(it) for name, it in vars(port).items() if inspect.isfunction(it) and name[0] != "_"}


@pytest.mark.parametrize(
    ("port", "implementation"),
    [(port, it) for port, all_of_it in IMPLEMENTATIONS.items() for it in all_of_it],
    ids=lambda it: it.__name__,
)
def test_an_implementation_takes_and_gives_what_its_port_says(port: type, implementation: type) -> None:
    assert methods(port)
    for name, expected in methods(port).items():
        method = getattr(implementation, name)
        assert [(p.name, p.kind) for p in inspect.signature(method).parameters.values()] == [
            (p.name, p.kind) for p in expected.parameters.values()
        ]
        assert get_type_hints(method) == get_type_hints(getattr(port, name))


def test_every_port_has_an_implementation() -> None:
    named = {it for it in vars(ports).values() if getattr(it, "_is_protocol", False) and it.__module__ == "agent.ports"}
    assert named == set(IMPLEMENTATIONS)


def test_validators_have_names_of_their_own() -> None:
    names = [it.name for it in (Policy, Arguments, Syntax, Lint, CheckMode)]
    assert len(set(names)) == len(names)
