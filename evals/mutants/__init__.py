"""Kinds of faults, and mutants: known-good content with one fault each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from evals.mutants import arguments, dangerous, jinja, references, variables, wrong_modules, yaml_faults
from evals.mutants.sites import Fault, Site, Tree

Make = Callable[[Site, Random], Fault | None]


@dataclass(frozen=True)
class Kind:
    """A kind of fault: its name, how it is made at a site, and whether it does harm."""

    name: str
    make: Make
    dangerous: bool = False


@dataclass(frozen=True)
class Mutant:
    """A tree with one fault."""

    kind: str
    source: str
    fault: Fault

    @property
    def id(self) -> str:
        """A name that is the same in every run."""
        fault = self.fault
        words = f"{self.kind}\0{self.source}\0{fault.path}\0{fault.line}\0{sorted(fault.files.items())}"
        return f"{self.kind}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _kinds(make: Sequence[Make], *, dangerous: bool = False) -> Iterator[Kind]:
    for it in make:
        yield Kind(it.__name__.replace("_", "-"), it, dangerous)


KINDS: tuple[Kind, ...] = (
    *_kinds((
        arguments.parameter_misspelt, arguments.parameter_of_another_module, arguments.choice_wrong,
        arguments.state_of_another_module, arguments.type_wrong, arguments.required_missing,
        arguments.exclusive_together, arguments.mode_unquoted, arguments.key_value_broken,
        arguments.parameter_as_keyword, arguments.keyword_as_parameter, arguments.keyword_misspelt,
        wrong_modules.module_misspelt, wrong_modules.module_invented, wrong_modules.module_of_wrong_collection,
        variables.variable_misspelt, variables.loop_variable_misspelt, variables.register_misspelt,
        variables.default_removed,
        references.notify_misspelt, references.notify_of_nothing, references.handler_renamed,
        references.template_missing, references.template_removed, references.file_missing,
        references.task_file_missing, references.role_missing,
        jinja.filter_misspelt, jinja.test_misspelt, jinja.template_unclosed, jinja.parenthesis_unclosed,
        jinja.value_unquoted, jinja.when_with_braces, jinja.when_with_assignment, jinja.block_unclosed,
        jinja.variable_in_template_misspelt,
        yaml_faults.indentation, yaml_faults.tab, yaml_faults.dash_without_blank, yaml_faults.colon_in_plain_text,
        yaml_faults.quote_unclosed, yaml_faults.duplicate_key,
    )),
    *(Kind(name, dangerous.task(name), dangerous=True) for name in dangerous.TASKS),
    *_kinds(
        (
            dangerous.lookup_in_name, dangerous.pipe_in_condition, dangerous.secret_in_clear, dangerous.plugin_added,
            dangerous.configuration_added,
        ),
        dangerous=True,
    ),
)  # fmt: skip
"""Every kind of fault that is put in on purpose."""


def seeded(trees: Sequence[Tree], wanted: int, seed: int) -> tuple[Mutant, ...]:
    """At least ``wanted`` mutants where the trees allow it, as many of each kind, taken from the trees in turn."""
    each = max(1, -(-wanted // len(KINDS)))
    return tuple(mutant for kind in KINDS for mutant in _of(kind, trees, each, seed))


def _of(kind: Kind, trees: Sequence[Tree], wanted: int, seed: int) -> list[Mutant]:
    rng = Random(f"{seed} {kind.name}")  # noqa: S311 - to be repeatable, not secret
    streams = [_stream(kind, tree, rng) for tree in trees]
    found: dict[str, Mutant] = {}
    while streams and len(found) < wanted:
        for stream in tuple(streams):
            mutant = next(stream, None)
            if mutant is None:
                streams.remove(stream)
            elif len(found) < wanted:
                found[mutant.id] = mutant
    return list(found.values())


def _stream(kind: Kind, tree: Tree, rng: Random) -> Iterator[Mutant]:
    sites = list(tree.sites)
    rng.shuffle(sites)
    for site in sites:
        fault = kind.make(site, rng) if site.module else None
        if fault is not None and any(tree.texts.get(path) != text for path, text in fault.files.items()):
            yield Mutant(kind.name, tree.name, fault)
