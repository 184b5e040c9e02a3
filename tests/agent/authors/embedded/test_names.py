from __future__ import annotations

import pytest

from agent.authors.embedded import names
from agent.domain.facts import SystemFacts


def _facts(family: str) -> SystemFacts:
    return SystemFacts(os_family=family, distribution=family)


@pytest.mark.parametrize(
    ("said", "family", "name"),
    [
        ("ssh server", "Debian", "openssh-server"),
        ("ssh server", "Archlinux", "openssh"),
        ("jack", "Debian", "jackd2"),
        ("cpupower", "RedHat", "kernel-tools"),
        ("realtime privileges", "Archlinux", "realtime-privileges"),
    ],
)
def test_packages_by_distribution(said: str, family: str, name: str) -> None:
    assert names.package(said, _facts(family)) == name


def test_what_no_table_holds_has_no_name_of_its_own() -> None:
    assert not names.package("ardour", _facts("Debian"))
    assert not names.package("jack", _facts("Alpine"))


def test_a_service_is_known_without_the_word() -> None:
    assert names.is_service("Chrony")
    assert names.is_service("systemd-timesyncd")
    assert not names.is_service("dark")


def test_units_by_distribution() -> None:
    assert names.unit("sshd.service", _facts("Debian"))[0] == "ssh"
    assert names.unit("tuned.service", _facts("Debian"))[0] == "tuned"
    assert names.same_unit("ssh", "sshd.service")
    assert not names.same_unit("ssh", "cups")


def test_tables_hold_usable_names() -> None:
    for table in (names.PACKAGES, names.SERVICES):
        assert all(said == said.lower() for said in table)
        assert all(name and " " not in name for row in table.values() for name in row.values())


def test_a_purpose_is_known_or_empty() -> None:
    assert "daw" in names.topics("ardour")
    assert names.topics("cowsay") == frozenset()


def test_groups_of_the_base_system() -> None:
    assert names.is_standard_group("audio", _facts("Debian"))
    assert not names.is_standard_group("docker", _facts("Debian"))
