import time

import pytest

from agent.validators.names.inventories import inventories, inventory_names


@pytest.mark.parametrize(
    "path", ["hosts", "inventory", "inventory.yml", "hosts.ini", "lab.ini", "inventories/lab/all", "env/hosts.yml"]
)
def test_inventories_by_name(path):
    assert inventories([path]) == (path,)


@pytest.mark.parametrize(
    "path",
    ["roles/a/templates/hosts", "roles/a/files/hosts", "group_vars/hosts.yml", "inventory.py", "x/lab.ini", "a.yml"],
)
def test_what_is_none(path):
    assert not inventories([path])


def test_names_of_both_spellings(tmp_path):
    (tmp_path / "hosts").write_text("[a]\nh1 x_one=1 x_two='a b'\n[a:vars]\nx_three = 3\n")
    (tmp_path / "inventory.yml").write_text("all:\n  hosts:\n    h1: {y_one: 1}\n  vars:\n    y_two: 2\n")

    names = inventory_names(tmp_path, ["hosts", "inventory.yml"])

    assert {"x_one", "x_two", "x_three", "y_one", "y_two"} <= names


def test_a_program_is_neither_run_nor_read(tmp_path):
    script = tmp_path / "hosts"
    script.write_text(f"#!/bin/sh\na_name=1\ntouch {tmp_path}/canary\n")
    script.chmod(0o755)

    assert not inventory_names(tmp_path, ["hosts"])
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a " * 500_000, "\n" * 1_000_000, "a" + " " * 1_000_000, '"a' * 300_000]
)
def test_no_text_takes_long(tmp_path, text):
    (tmp_path / "hosts").write_text(text)
    started = time.monotonic()

    inventory_names(tmp_path, ["hosts"])

    assert time.monotonic() - started < 10


def test_what_can_not_be_read_has_no_names(tmp_path):
    (tmp_path / "hosts").write_bytes(b"\xff\x00")

    assert not inventory_names(tmp_path, ["hosts", "inventory"])
