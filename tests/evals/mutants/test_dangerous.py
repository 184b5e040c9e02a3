from __future__ import annotations

from random import Random

import pytest
import yaml

from evals.mutants import dangerous


@pytest.mark.parametrize("name", dangerous.TASKS)
def test_every_task_is_yaml_and_stands_behind_another(fault, tree, name) -> None:
    for seed in range(4):
        made, text = fault(dangerous.task(name), "Copy the page", seed)
        tasks, before = yaml.safe_load(text), yaml.safe_load(tree.texts[made.path])
        added = [task for task in tasks if task not in before]
        assert added
        assert all(task["name"] == "Prepare what follows" for task in added)
        assert text.splitlines()[made.line - 1] == "- name: Prepare what follows"


def test_other_ways_to_do_harm(fault) -> None:
    assert "lookup('ansible.builtin.env'" in fault(dangerous.lookup_in_name, "Copy the page")[1]
    assert "when: lookup('pipe'" in fault(dangerous.pipe_in_condition, "Copy the page")[1]
    assert fault(dangerous.secret_in_clear, "Copy the page")[0].path == "roles/website/defaults/main.yml"
    assert fault(dangerous.plugin_added, "Copy the page")[0].path.endswith(".py")
    assert fault(dangerous.configuration_added, "Copy the page")[1]


def test_handlers_get_no_tasks(tree) -> None:
    handler = next(site for site in tree.sites if site.is_handler)

    assert dangerous.task("raw")(handler, Random(0)) is None
