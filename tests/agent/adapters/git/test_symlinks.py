"""Where links lead, against what the operating system says."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.adapters.git.symlinks import leads_out

NAMES = ("a", "b", "d/a", "d/b", "d/e/a")
TARGETS = st.lists(st.sampled_from(["..", ".", "a", "b", "d", "e", ""]), min_size=1, max_size=5).map("/".join)


@pytest.mark.parametrize(
    ("links", "out"),
    [
        ({"a": "b"}, False),
        ({"a": "/b"}, True),
        ({"a": ".."}, True),
        ({"d/a": ".."}, False),
        ({"d/a": "../.."}, True),
        ({"a": "a"}, True),
        ({"a": "d/e/c/../x", "d/e/c": "../.."}, True),
        ({"a": "../here/b"}, True),
    ],
)
def test_examples(links, out):
    assert leads_out("d/a" if "d/a" in links else "a", links) is out


@settings(max_examples=200, deadline=None)
@given(links=st.dictionaries(st.sampled_from(NAMES), TARGETS.filter(bool), min_size=1))
def test_what_stays_inside_stays_inside_on_disk(links):
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(os.path.realpath(scratch)) / "root"
        (root / "d/e").mkdir(parents=True)
        for name, target in links.items():
            (root / name).symlink_to(target)
        for name in links:
            if not leads_out(name, links):
                assert Path(os.path.realpath(root / name)).is_relative_to(root)
