"""Names that are not real lead to real ones."""

from __future__ import annotations

import pytest

from agent.validators.arguments.names import either, instead, nearest_modules

INSTALLED = (
    "ansible.builtin.copy",
    "ansible.builtin.systemd_service",
    "ansible.builtin.apt",
    "community.general.pacman",
    "community.general.ufw",
    "acme.studio.copy",
)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ansible.builtin.pacman", "community.general.pacman"),
        ("community.general.packman", "community.general.pacman"),
        ("ansible.builtin.copi", "ansible.builtin.copy"),
        ("systemd_servce", "ansible.builtin.systemd_service"),
        ("becom", "become"),
    ],
)
def test_the_nearest_module_comes_first(name, first):
    assert nearest_modules(name, INSTALLED)[0] == first


@pytest.mark.parametrize("name", ["", "zzzzzzzzzz", "x" * 100_000, "."])
def test_there_may_be_none(name):
    assert nearest_modules(name, INSTALLED) == []


def test_advice_names_the_nearest_or_all():
    assert instead("onwer", ["owner", "mode"]) == "Write `owner`."
    assert instead("zzz", ["owner", "mode"]) == "It has: mode, owner."
    assert instead("zzz", [f"p{number:02}" for number in range(20)]).endswith("p11, ...")
    assert instead("zzz", []) == "Leave it out: it takes none."


def test_names_are_joined_as_one_would_say_them():
    assert either(["a"]) == "`a`"
    assert either(["a", "b", "c"], "and") == "`a`, `b` and `c`"
    assert either([str(number) for number in range(20)]).endswith("...")
