"""Documentation becomes an argument spec; where it and the code differ, what both demand is demanded."""

from __future__ import annotations

import pytest

from agent.adapters.module_docs.documentation import fragment, read_module
from agent.domain.modules import ModuleAbsent, ModuleSpec


def spec_of(options: str, code: str = "", name: str = "acme.studio.sound", **sources: str):
    source = f'DOCUMENTATION = r"""\noptions:\n  a: {options}\n"""\n{code}\n'
    found = read_module(name, {"module": source, **sources}, lambda _: None)
    assert isinstance(found, ModuleSpec)
    return found.spec


def code(options: str, more: str = "") -> str:
    return f"AnsibleModule(argument_spec=dict(a=dict({options})){more})"


@pytest.mark.parametrize(
    ("options", "source", "required"),
    [
        ("{required: true}", "", True),
        ("{required: 'yes'}", "", True),
        ("{required: false}", "", False),
        ("{required: true}", code("required=True"), True),
        ("{required: true}", code(""), False),
        ("{required: true}", code("required=unknown()"), True),
    ],
)
def test_required_is_what_documentation_and_code_both_require(options, source, required):
    assert spec_of(options, source).options["a"].required is required


@pytest.mark.parametrize(
    ("options", "source", "choices"),
    [
        ("{choices: [x, y]}", "", ("x", "y")),
        ("{choices: {x: one, y: two}}", "", ("x", "y")),
        ("{choices: [x]}", code("choices=['x', 'z']"), ("x", "z")),
        ("{choices: [yes, no]}", "", ()),
        ("{type: bool, choices: ['yes', 'no']}", "", ()),
    ],
)
def test_choices_are_those_of_documentation_and_code(options, source, choices):
    assert spec_of(options, source).options["a"].choices == choices


def test_suboptions_that_the_code_does_not_know_are_advice():
    documented = "{type: dict, suboptions: {b: {type: int}}}"

    assert spec_of(documented).options["a"].suboptions is not None
    assert spec_of(documented, code("type='dict'")).options["a"].suboptions is None
    assert spec_of(documented, code("type='dict', options=dict(b=dict())")).options["a"].suboptions is not None


@pytest.mark.parametrize(
    "said", ["{description: 'Or E(TOKEN).'}", "{description: [Or the environment variable TOKEN.]}"]
)
def test_what_may_come_from_the_environment_says_so(said):
    assert spec_of(said).options["a"].fallback
    assert not spec_of("{description: The name.}").options["a"].fallback


def test_an_action_plugin_may_fill_in_what_its_module_requires():
    source = code("", ", mutually_exclusive=[('a', 'b')], required_one_of=[('a', 'b')]")
    constraints = spec_of("{}", source, action="class ActionModule: pass").constraints

    assert constraints.mutually_exclusive == (("a", "b"),)
    assert constraints.required_one_of == ()


def test_an_action_plugin_that_validates_is_what_counts():
    action = "self.validate_argument_spec(argument_spec={'a': {}, 'z': {}}, required_one_of=[['a', 'z']])"
    spec = spec_of("{}", code("", ", mutually_exclusive=[('a', 'b')]"), action=action)

    assert spec.undocumented == ("z",)
    assert spec.constraints.required_one_of == (("a", "z"),)
    assert spec.constraints.mutually_exclusive == ()


@pytest.mark.parametrize(
    "source",
    [
        "DOCUMENTATION = 'options: [a]'",
        "DOCUMENTATION = 'options: {a: {type: [x]}}'",
        "DOCUMENTATION = 'options: {a: 3}'",
        "DOCUMENTATION = 'a: ['",
        "DOCUMENTATION = text()",
        "DOCUMENTATION = '[a]'",
        "DOCUMENTATION = 'extends_documentation_fragment: [absent]'",
        "x = 1",
    ],
)
def test_documentation_that_can_not_be_used_says_why(source):
    found = read_module("a.b.c", {"module": source}, lambda _: None)

    assert isinstance(found, ModuleAbsent)
    assert found.reason.startswith("its documentation can't be used: ")


def test_deprecation_says_why_and_what_instead():
    source = "DOCUMENTATION = 'deprecated: {why: Too old., alternative: Use b.}'"

    assert read_module("a.b.c", {"module": source}, lambda _: None).deprecated == "Too old. Instead: Use b."


def test_a_fragment_is_read_from_its_class():
    source = "class ModuleDocFragment:\n    DOCUMENTATION = 'options: {a: {}}'\n    MORE = 'options: {b: ' + '{}}'\n"

    assert fragment(source, "DOCUMENTATION") == {"options": {"a": {}}}
    assert fragment(source, "MORE") == {"options": {"b": {}}}
    assert fragment(source, "ABSENT") is None
    assert fragment("x = 1", "DOCUMENTATION") is None
