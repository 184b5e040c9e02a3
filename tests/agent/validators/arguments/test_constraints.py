"""What parameters demand of each other, judged only where it is sure what is given."""

from __future__ import annotations

import pytest

from agent.domain.modules import ArgumentSpec, Constraints, Option, RequiredIf
from agent.validators.arguments.constraints import Presence, demanded, exclusive


def spec(**constraints) -> ArgumentSpec:
    options = {"a": Option(aliases=("alias",)), "b": Option(), "c": Option()}
    return ArgumentSpec(options=options, constraints=Constraints(**constraints))


def present(maybe=(), defaults=None, **certain) -> Presence:
    return Presence(certain, {*certain, *maybe}, defaults or {})


def rules(found) -> list[str]:
    return [fault.rule for fault in found]


@pytest.mark.parametrize(
    ("given", "wrong"), [(present(a=1, b=2), True), (present(a=1), False), (present(("b",), a=1), False)]
)
def test_exclusive_counts_what_is_surely_given_under_any_name(given, wrong):
    found = rules(exclusive(spec(mutually_exclusive=(("alias", "b"),)), given, "x"))

    assert found == (["parameters-exclusive"] if wrong else [])


@pytest.mark.parametrize(
    ("constraints", "given", "rule"),
    [
        ({"required_together": (("a", "b"),)}, present(a=1), "parameters-together"),
        ({"required_together": (("a", "b"),)}, present(("b",), a=1), ""),
        ({"required_together": (("a", "b"),)}, present(("a",)), ""),
        ({"required_one_of": (("a", "b"),)}, present(c=1), "parameters-one-of"),
        ({"required_one_of": (("a", "b"),)}, present(("b",)), ""),
        ({"required_one_of": (("a", "b"),)}, present(defaults={"b": 1}), ""),
        ({"required_by": {"a": ("b",)}}, present(a=1), "parameters-required-by"),
        ({"required_by": {"a": ("b",)}}, present(a=None), ""),
        ({"required_by": {"a": ("b",)}}, present(a=1, b=2), ""),
    ],
)
def test_what_is_absent_though_it_is_demanded(constraints, given, rule):
    assert rules(demanded(spec(**constraints), given, "x")) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("given", "any_of", "wrong"),
    [
        (present(a="on"), False, True),
        (present(a="on", b=1), False, True),
        (present(a="on", b=1), True, False),
        (present(a="on", b=1, c=1), False, False),
        (present(a="off"), False, False),
        (present(("a",)), False, False),
        (present(defaults={"a": "on"}), False, True),
        (present(("a",), defaults={"a": "on"}), False, False),
    ],
)
def test_required_if_needs_the_value_to_be_sure(given, any_of, wrong):
    condition = RequiredIf(parameter="alias", value="on", needed=("b", "c"), any_of=any_of)
    found = rules(demanded(spec(required_if=(condition,)), given, "x"))

    assert found == (["parameters-required-if"] if wrong else [])
