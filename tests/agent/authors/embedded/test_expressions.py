from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.authors.embedded.expressions import holds, known, variable_path
from agent.domain.facts import SystemFacts

DEBIAN = known(SystemFacts(os_family="Debian", distribution="Debian", distribution_major_version="12", pkg_mgr="apt"))


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ('ansible_distribution == "Debian"', True),
        ("ansible_distribution == 'Fedora'", False),
        ("ansible_facts['os_family'] == 'Debian'", True),
        ("ansible_facts.os_family != 'Debian'", False),
        ("ansible_distribution | lower == 'debian'", True),
        ("ansible_os_family in ['Debian', 'RedHat']", True),
        ("ansible_os_family not in ('Debian',)", False),
        ("ansible_distribution_major_version | int >= 12", True),
        ("ansible_os_family == 'Debian' and use_it", None),
        ("ansible_os_family == 'RedHat' and use_it", False),
        ("ansible_os_family == 'Debian' or use_it", True),
        ("not (ansible_os_family == 'Debian')", False),
        ("not use_it", None),
        ("use_it | bool", None),
        ("result is changed", None),
        ("ansible_distribution is defined", True),
        ("wanted", True),
        ("wanted == True", True),
        ("wanted | default(false) | bool", True),
        ("names | length > 0", True),
        ("1 < 'a'", None),
        ("((((", None),
        ("(" * 5000, None),
        ("(" * 200 + "a" + ")" * 200, None),
        (False, False),
        (True, True),
    ],
)
def test_conditions_come_to_what_can_be_known(condition: object, outcome: bool | None) -> None:
    assert holds([condition], {**DEBIAN, "wanted": True, "names": ["x"]}) is outcome


def test_one_false_condition_decides() -> None:
    assert holds(["use_it", "ansible_distribution == 'Fedora'"], DEBIAN) is False
    assert holds([], DEBIAN) is True


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{{ x }}", ("x",)),
        ("{{ x[ansible_distribution | lower] }}", ("x", "debian")),
        ("{{ x[ansible_facts['os_family']] | default([]) }}", ("x", "Debian")),
        ("{{ x.fedora | difference(y) }}", ("x", "fedora")),
        ("{{ x | acme.tools.names('a') }}", ("x",)),
        ("{{ x[unknown] }}", None),
        ("{{ x }}-{{ y }}", None),
        ("a {{ x }}", None),
        ("{{ x + y }}", None),
        ("{{ lookup('pipe', 'id') }}", None),
        ("{% if a %}{{ x }}{% endif %}", None),
        ("{{", None),
    ],
)
def test_a_template_names_a_variable_or_nothing(template: str, path: tuple[str, ...] | None) -> None:
    assert variable_path(template, DEBIAN) == path


@given(st.text(max_size=200))
def test_nothing_is_run_and_nothing_raises(text: str) -> None:
    assert holds([text], DEBIAN) in (True, False, None)
    variable_path(text, DEBIAN)
