from __future__ import annotations

from evals.mutants import KINDS, seeded
from evals.mutants.sites import Tree


def test_there_are_enough_kinds() -> None:
    assert len([kind for kind in KINDS if not kind.dangerous]) >= 20
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_every_kind_finds_a_place_in_an_ordinary_role(tree: Tree) -> None:
    made = {mutant.kind for mutant in seeded([tree], len(KINDS), seed=1)}

    assert {kind.name for kind in KINDS} - made == set()


def test_each_mutant_changes_one_file_and_is_made_again(tree: Tree) -> None:
    mutants = seeded([tree], 3 * len(KINDS), seed=2)

    assert all(len(mutant.fault.files) == 1 for mutant in mutants)
    assert all(tree.texts.get(path) != text for mutant in mutants for path, text in mutant.fault.files.items())
    assert mutants == seeded([tree], 3 * len(KINDS), seed=2)
    assert mutants != seeded([tree], 3 * len(KINDS), seed=3)
    assert len({mutant.id for mutant in mutants}) == len(mutants)
