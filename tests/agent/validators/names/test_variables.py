import pytest

from agent.validators.names.uses import uses
from agent.validators.names.variables import added, suspects, variables

MAIN = "roles/lonely/tasks/main.yml"


def opinions(view, text, **more):
    change = {name.replace("__", "/"): content for name, content in more.items()}
    before = view(change)
    after = view({**change, MAIN: text})
    new = list(suspects(after, uses(after, frozenset({MAIN}))))
    return {fault.construct: fault for fault in variables(before, after, new, frozenset({MAIN}))}


def test_suspects_are_used_and_unexplained(view):
    it = view(
        {MAIN: "- command: '{{ a }} {{ lonely_pong }} {{ admin_user }} {{ ansible_x }}'\n  register: lonely_pong\n"}
    )

    assert [suspect.name for suspect in suspects(it, uses(it, frozenset({MAIN})))] == ["a"]


def test_each_use_in_the_base_pays_for_one(view):
    it = view({MAIN: "- command: '{{ a }}'\n- command: '{{ a }} {{ b }}'\n"})
    found = list(suspects(it, uses(it, frozenset({MAIN}))))

    assert [suspect.name for suspect in added(found[:1], found)] == ["a", "b"]


@pytest.mark.parametrize(
    ("defaults", "name", "refuted"),
    [
        ("lonely_a: 1\nlonely_b: 1\n", "lonely_unknown", True),
        ("lonely_a: 1\nlonely_b: 1\n", "__lonely_unknown", True),
        ("lonely_a: 1\nlonely_b: 1\n", "lonely_aa", True),
        ("lonely_a: 1\nlonely_b: 1\n", "other_unknown", False),
        ("lonely_a: 1\n", "lonely_unknown", False),  # one name makes no prefix
        ("pre_a: 1\npre_b: 1\nlonely_a: 1\n", "pre_unknown", True),  # most of its names have it
        ("pre_a: 1\npre_b: 1\nx_a: 1\nx_b: 1\nx_c: 1\n", "pre_unknown", False),
    ],
)
def test_names_with_the_roles_own_prefix_should_be_the_roles(view, defaults, name, refuted):
    found = opinions(view, f"- command: '{{{{ {name} }}}}'\n", **{"roles__lonely__defaults__main.yml": defaults})

    assert bool(found[name].doubt) is not refuted


def test_an_argument_spec_lists_what_there_is(view):
    spec = {"roles__lonely__meta__argument_specs.yml": "argument_specs: {main: {options: {offered: {type: str}}}}\n"}

    found = opinions(view, "- command: '{{ offered }} {{ else_where }}'\n", **spec)

    assert found.keys() == {"else_where"}
    assert not found["else_where"].doubt


def test_the_line_is_the_uses(view):
    found = opinions(view, "- name: x\n  command: >\n    echo\n    {{ completely_unknown }}\n")

    assert found["completely_unknown"].line == 4
