from __future__ import annotations

from pathlib import Path

import pytest

from agent.validators.context import homes
from agent.validators.dependencies import definers, harmless, used, valueless
from tests.fakes.subjects import TASKS, tree


def test_variables_are_followed_through_variables(tmp_path: Path) -> None:
    files = {
        TASKS: "- name: One\n  debug: {msg: '{{ a }}'}\n",
        "roles/audio/defaults/main.yml": "a: '{{ b }}'\nb: ['{{ c }}', '{{ a }}']\n",
    }
    home = next(homes(tree(tmp_path, files)))
    assert home.role
    assert used(home, next(home.tasks()), home.role.variables, "{{ d }}") == {"a", "b", "c", "d"}


def test_the_nearest_register_above_counts(tmp_path: Path) -> None:
    text = """\
        - {name: A, stat: {path: /a}, register: x}
        - {name: B, stat: {path: /b}, register: x}
        - {name: C, set_fact: {y: 1}}
        - {name: D, set_fact: {y: 2}}
        - {name: E, include_vars: a.yml}
        - {name: F, debug: {msg: "{{ x }}"}}
        - {name: G, stat: {path: /b}, register: x}
        """
    home = next(homes(tree(tmp_path, {TASKS: text})))
    task = next(it for it in home.tasks() if it.name == "F")
    assert [it.name for it in definers(home, task, frozenset({"x"}))] == ["B", "E"]
    assert [it.name for it in definers(home, task, frozenset({"y"}))] == ["C", "D", "E"]
    assert definers(home, task, frozenset({"ansible_distribution"})) == []


def test_a_required_option_needs_a_value_only_where_it_is_used(tmp_path: Path) -> None:
    spec = "argument_specs: {main: {options: {a: {required: true}, b: {required: true, default: 1}, c: {}}}}\n"
    files = {TASKS: "- name: One\n  debug: {msg: x}\n", "roles/audio/meta/argument_specs.yml": spec}
    home = next(homes(tree(tmp_path, files)))
    assert valueless(home, frozenset({"a"}), (), ()) == "variable a is required and has no value"
    assert valueless(home, frozenset({"b", "c"}), (), ()) == ""
    assert valueless(home, frozenset({"a"}), (), ({"vars": {"a": 1}},)) == ""


@pytest.mark.parametrize(
    ("task", "allowed"),
    [
        ("stat: {path: /a}", True),
        ("include_vars: '{{ lookup(''first_found'', x) }}'", True),
        ("set_fact: {a: '{{ lookup(''pipe'', ''id'') }}'}", False),
        ("set_fact: {a: '{{ query(''ansible.builtin.url'', x) }}'}", False),
        ("set_fact: {a: '{{ lookup(which) }}'}", False),
        ("debug: {msg: x}\n  when: lookup('pipe', 'id') == 'x'", False),
        ("debug: {msg: x}\n  with_items: [1]", True),
        ("debug: {msg: x}\n  with_pipe: [id]", False),
        ("stat: {path: /a}\n  delegate_to: localhost", False),
    ],
)
def test_only_harmless_tasks_may_run_unasked(tmp_path: Path, task: str, allowed: bool) -> None:
    home = next(homes(tree(tmp_path, {TASKS: f"- name: One\n  {task}\n"})))
    assert harmless(next(home.tasks())) is allowed
