from __future__ import annotations

import pytest

from evals.mutants import yaml_faults
from evals.mutants.sites import parses

KINDS = (
    yaml_faults.indentation,
    yaml_faults.tab,
    yaml_faults.dash_without_blank,
    yaml_faults.colon_in_plain_text,
    yaml_faults.quote_unclosed,
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_broken_is_no_yaml(fault, kind) -> None:
    assert not parses(fault(kind, "Copy the page" if kind is not yaml_faults.quote_unclosed else "Make folders")[1])


def test_a_key_stands_twice(fault, tree) -> None:
    made, text = fault(yaml_faults.duplicate_key, "Copy the page")

    twice = text.splitlines()[made.line - 1]
    assert text.splitlines().count(twice) == tree.texts[made.path].splitlines().count(twice) + 1
