from __future__ import annotations

from pathlib import Path

from agent.edits.changed_variables import ChangedVariables
from knowledge.content.reader import read

FILES = {
    "group_vars/all.yml": "everyone: 1\nmade: '{{ everyone }}'\nstill: x\n",
    "roles/r/defaults/main.yml": "own: 1\nof_own: ['{{ own + 1 }}']\nof_made: {a: '{{ made }}'}\nquiet: 0\nbroken: '{{ own'\n",
    "roles/r/tasks/main.yml": "- name: x\n  m:\n",
    "roles/r/templates/a.j2": "{{ own }}\n",
    "roles/r/templates/b.j2": "{{ owner }}\n",
    "roles/other/defaults/main.yml": "own: 2\n",
    "roles/other/tasks/main.yml": "- name: x\n  m:\n",
}


def contents(tmp_path: Path, path: str, text: str) -> ChangedVariables:
    both = []
    for name, files in (("before", FILES), ("after", FILES | {path: text})):
        for file, body in files.items():
            target = tmp_path / name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(body)
        both.append(read(tmp_path / name))
    changed = ChangedVariables(*both)
    changed.after = both[1]
    return changed


def test_a_group_variable_changes_everywhere_and_through_others(tmp_path):
    changed = contents(tmp_path, "group_vars/all.yml", "everyone: 2\nmade: '{{ everyone }}'\nstill: x\n")
    assert changed.everywhere == {"everyone", "made"}
    assert changed.in_role(changed.after.roles["r"]) == {"everyone", "made", "of_made"}


def test_a_default_changes_in_its_role_only(tmp_path):
    text = FILES["roles/r/defaults/main.yml"].replace("own: 1", "own: 5")
    changed = contents(tmp_path, "roles/r/defaults/main.yml", text)
    assert changed.everywhere == frozenset()
    assert changed.in_role(changed.after.roles["r"]) == {"own", "of_own"}
    assert changed.in_role(changed.after.roles["other"]) == frozenset()


def test_templates_that_mention_it_are_known(tmp_path):
    changed = contents(tmp_path, "roles/r/defaults/main.yml", "own: 5\n")
    role = changed.after.roles["r"]
    assert list(changed.templates(role, changed.in_role(role))) == ["a.j2"]
    assert list(changed.templates(role, frozenset())) == []


def test_new_and_removed_variables_count(tmp_path):
    changed = contents(tmp_path, "group_vars/all.yml", "everyone: 1\nmade: '{{ everyone }}'\nbrand_new: 1\n")
    assert changed.everywhere == {"still", "brand_new"}
