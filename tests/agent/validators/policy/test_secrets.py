"""What is a secret, and what is only called like one."""

from __future__ import annotations

import pytest

from agent.validators.policy.secrets import secrets
from agent.validators.policy.sources import Sources, Text

STR, INT, BOOL, NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "null"))


def found(text: str, key: str = "a", tag: str = STR, path: str = "vars/main.yml") -> list[str]:
    return [hit.what for hit in secrets(Sources(scalars=[Text(path, 1, (key,), text, tag)]))]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_" + "a1" * 18,
        "sk-proj-" + "a1" * 20,
        "xoxb-123456789012-abc",
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4",
        "host ansible_password=hunter2",
    ],
)
def test_shapes(text):
    assert len(found(f"x {text} y")) == 1
    assert found(text, tag="!vault") == []


@pytest.mark.parametrize(
    "key", ["password", "db_password", "API_KEY", "apikey", "client_secret", "auth_token", "ansible_become_pass"]
)
def test_names(key):
    assert len(found("hunter2", key)) == 1
    assert len(found("1234", key, INT)) == 1


@pytest.mark.parametrize(
    ("text", "key", "tag"),
    [
        ("{{ vault_password }}", "password", STR),
        ("", "password", STR),
        ("", "password", NULL),
        ("true", "password", BOOL),
        ("6162", "password", "!vault"),
        ("$6$salt$hash", "password", STR),
        ("!", "password", STR),
        ("/etc/ssl/private.key", "private_key", STR),
        ("ssl/server.key", "private_key", STR),
        ("always", "update_password", STR),
        ("hunter2", "password_file", STR),
        ("hunter2", "compass", STR),
        ("asking for help", "task", STR),
    ],
)
def test_what_is_none(text, key, tag):
    assert found(text, key, tag) == []


def test_argument_specs_only_describe():
    assert found("a default", "password", path="roles/a/meta/argument_specs.yml") == []
