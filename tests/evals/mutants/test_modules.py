from __future__ import annotations

import pytest

from agent.adapters.module_docs import InstalledModuleDocs
from evals.mutants.modules import CHOICES, OWNERS, REQUIRED, STATES_ELSEWHERE


@pytest.mark.parametrize("module", ["copy", "file", "apt", "service", "user", "lineinfile", "uri", "cron"])
def test_the_table_says_what_the_modules_own_documentation_says(module: str, tmp_path) -> None:
    options = InstalledModuleDocs(tmp_path).find(module).spec.options
    names = {*options, *(alias for option in options.values() for alias in option.aliases)}

    for alternatives in REQUIRED.get(module, ()):
        assert set(alternatives) & names
    for name, choices in CHOICES.get(module, {}).items():
        assert set(options[name].choices) == set(choices)
    for name, owners in OWNERS.items():
        assert (name in names) <= (module in owners)


def test_every_state_has_a_module_that_does_not_know_it() -> None:
    for choices in CHOICES.values():
        assert set(STATES_ELSEWHERE) - set(choices.get("state", ()))
