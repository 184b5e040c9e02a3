from __future__ import annotations

import pytest

from agent.authors.redaction import redact


@pytest.mark.parametrize(
    "text",
    [
        "db_password: canary",
        "  smtp_secret: 'canary'",
        "api_key=canary",
        '- user_passwd: "canary"',
        "token: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  canary\n  canary\n",
        "$ANSIBLE_VAULT;1.1;AES256\ncanary\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\ncanary",
        "use ghp_canarycanarycanarycanary please",
        "sk-canary0123456789canary0123",
    ],
)
def test_secrets_are_masked(text: str) -> None:
    assert "canary" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        'password: "{{ vault_password }}"',
        "no_log: true",
        "password_required: true",
        "update_password: ",
        "name: Set the password policy",
        "- name: tokenise the input",
        "secret: ''",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_lines_keep_their_numbers() -> None:
    text = "a: 1\nb: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\nc: 3\n"
    assert redact(text).splitlines()[4] == "c: 3"
