from __future__ import annotations

from evals.mutants import wrong_modules


def test_a_module_is_misspelt_in_its_last_name(fault) -> None:
    _, text = fault(wrong_modules.module_misspelt, "Copy the page", seed=1)

    assert "ansible.builtin.copy" not in text


def test_a_module_is_made_up(fault) -> None:
    assert "ansible.builtin.copy_file:" in fault(wrong_modules.module_invented, "Copy the page")[1]


def test_a_module_is_looked_for_in_another_collection(fault) -> None:
    made, text = fault(wrong_modules.module_of_wrong_collection, "Copy the page")

    assert f"  {made.what.split(' -> ')[1]}:\n" in text
