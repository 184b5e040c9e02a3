from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.adapters.facts import FileFacts, LocalFacts
from agent.domain.facts import AudioDevice, SystemFacts
from agent.errors import FactsError

FACTS = {
    "ansible_os_family": "Archlinux",
    "ansible_distribution": "Archlinux",
    "ansible_distribution_version": "NA",
    "ansible_pkg_mgr": "pacman",
    "ansible_processor_vcpus": 8,
    "ansible_memtotal_mb": 32000,
    "ansible_user_id": "alice",
}
EXPECTED = SystemFacts(
    os_family="Archlinux",
    distribution="Archlinux",
    pkg_mgr="pacman",
    processor_vcpus=8,
    memtotal_mb=32000,
    user_id="alice",
)


def _gather(tmp_path: Path, text: str | bytes) -> SystemFacts:
    path = tmp_path / "facts.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return FileFacts(path).gather()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FACTS),
        json.dumps({key.removeprefix("ansible_"): value for key, value in FACTS.items()}),
        json.dumps({"ansible_facts": FACTS, "changed": False}),
        json.dumps({"ansible_facts": {key.removeprefix("ansible_"): value for key, value in FACTS.items()}}),
        json.dumps({"__payload__": json.dumps(FACTS)}),
        f"studio | SUCCESS => {json.dumps({'ansible_facts': FACTS}, indent=4)}\n",
        f"\ufeff{json.dumps(FACTS)}",
        json.dumps(FACTS | {"ansible_kernel": None}),
    ],
)
def test_every_form_that_ansible_writes(tmp_path: Path, text: str) -> None:
    assert _gather(tmp_path, text) == EXPECTED


def test_what_we_print_can_be_read_again(tmp_path: Path) -> None:
    facts = EXPECTED.model_copy(update={"audio": (AudioDevice(name="Scarlett", driver="snd-usb-audio"),)})
    assert _gather(tmp_path, facts.model_dump_json()) == facts


def test_only_a_guest_is_virtual(tmp_path: Path) -> None:
    host = FACTS | {"ansible_virtualization_type": "kvm", "ansible_virtualization_role": "host"}
    guest = host | {"ansible_virtualization_role": "guest"}
    assert _gather(tmp_path, json.dumps(host)).virtualization_type == ""
    assert _gather(tmp_path, json.dumps(guest)).virtualization_type == "kvm"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("1" * 5_000, "not"),
        ("[]", "not a JSON object"),
        ("{}", "lack ansible_os_family"),
        ('{"ansible_os_family": "Debian"}', "lack ansible_distribution"),
        (json.dumps(FACTS | {"ansible_distribution": ["x"]}), "ansible_distribution should be a short line"),
        (json.dumps(FACTS | {"ansible_distribution": "x\ny"}), "short line"),
        (json.dumps(FACTS | {"ansible_user_id": "x" * 500}), "500 characters"),
        (json.dumps(FACTS | {"ansible_memtotal_mb": "many"}), "whole number"),
        (json.dumps(FACTS | {"ansible_memtotal_mb": True}), "whole number"),
        (json.dumps(FACTS | {"audio": [{"nom": "x"}]}), "audio"),
        ('{"ansible_facts": []}', "not a JSON object"),
        ("host | UNREACHABLE! => {}", "no facts of host: UNREACHABLE"),
        ("host | FAILED! => {}", "no facts of host: FAILED"),
        (f"a | SUCCESS => {json.dumps(FACTS)}\nb | SUCCESS => {{}}", "several hosts"),
        (f"{json.dumps(FACTS)} trailing", "text follows"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b" " * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_wrong_is_said_and_how_to_make_it_right(tmp_path: Path, text: str | bytes, what: str) -> None:
    with pytest.raises(FactsError, match=what) as caught:
        _gather(tmp_path, text)
    assert caught.value.where.endswith("facts.json")
    assert "ansible HOST -m ansible.builtin.setup > facts.json" in caught.value.hint


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path, Path("a\0b")):
        with pytest.raises(FactsError, match="can't be read"):
            FileFacts(path).gather()


@given(data=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_gives_facts_or_a_facts_error(tmp_path: Path, data: bytes) -> None:
    with contextlib.suppress(FactsError):
        assert _gather(tmp_path, data).os_family


UNDECLARED = {
    "ansible_ssh_host_key_ed25519_public": "CANARY",
    "ansible_default_ipv4": {"address": "CANARY", "macaddress": "CANARY"},
    "ansible_all_ipv6_addresses": ["CANARY"],
    "ansible_eth0": {"macaddress": "CANARY"},
    "ansible_product_serial": "CANARY",
    "ansible_product_uuid": "CANARY",
    "ansible_machine_id": "CANARY",
    "ansible_hostname": "CANARY",
    "ansible_fqdn": "CANARY",
    "ansible_env": {"AWS_SECRET_ACCESS_KEY": "CANARY"},
    "ansible_local": {"secret": "CANARY"},
    "ansible_cmdline": {"root": "CANARY"},
    "env": "CANARY",
}


def test_nothing_undeclared_survives(tmp_path: Path) -> None:
    facts = _gather(tmp_path, json.dumps({"ansible_facts": FACTS | UNDECLARED}))
    assert facts == EXPECTED
    assert "CANARY" not in facts.model_dump_json()


def test_this_machine_tells_what_it_is_and_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SYNCOPATE_CANARY", "canary-of-the-environment")
    monkeypatch.setenv("USER", "canary-of-the-login")
    (tmp_path / "ansible.cfg").write_text("[defaults]\nstdout_callback = canary\n")
    monkeypatch.setenv("ANSIBLE_CONFIG", str(tmp_path / "ansible.cfg"))
    facts = LocalFacts().gather()
    assert facts.os_family
    assert facts.kernel == os.uname().release
    assert facts.processor_vcpus > 0
    told = facts.model_dump_json()
    machine_id = Path("/etc/machine-id")
    secrets = ["canary-of-the", machine_id.read_text().strip() if machine_id.is_file() else ""]
    assert not any(secret and secret in told for secret in secrets)
    assert set(facts.model_dump()) == set(SystemFacts.model_fields)
    assert socket.gethostname() not in json.loads(told).values()


def test_a_broken_setup_is_a_facts_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(FactsError, match="setup module failed"):
        LocalFacts().gather()
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(FactsError, match="could not be gathered"):
        LocalFacts().gather()
