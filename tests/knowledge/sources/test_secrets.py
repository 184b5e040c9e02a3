import pytest

from knowledge.content.model import Tagged
from knowledge.sources.secrets import HIDDEN, is_secret, redact, redact_text


@pytest.mark.parametrize(
    "name",
    ["db_password", "dbPassword", "API_TOKEN", "vault_x", "ssh_keys", "wifi-psk", "mysqlrootpassword", "key", "apiKey"],
)
def test_secret_names(name):
    assert is_secret(name)


@pytest.mark.parametrize("name", ["packages", "keyboard_layout", "passenger_repo", "monkey", "authors", "bypass"])
def test_harmless_names(name):
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("https://jo:hunter2@example.org/x", "hunter2"),
        ("password=hunter2", "hunter2"),
        ("db_password: 'hunter2 x'", "hunter2"),
        ('{"api_key": "hunter2"}', "hunter2"),
        ("mysql --password hunter2", "hunter2"),
        ("Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"),
        ("ghp_abcdefghijklmnopqrst", "abcdefghijklmnop"),
        ("$6$salt$abcdefghijklmnop", "abcdefghijklmnop"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----", "abc"),
        ("$ANSIBLE_VAULT;1.1;AES256\n6162", "6162"),
    ],
)
def test_secrets_in_texts_are_hidden(text, gone):
    assert gone not in redact_text(text)
    assert HIDDEN in redact_text(text)


@pytest.mark.parametrize(
    "text", ["https://example.org:8080/x", "password={{ x }}", "installs the token ring driver", "{{ a }}://{{ b }}"]
)
def test_harmless_texts_stay(text):
    assert redact_text(text) == text


def test_values_are_redacted_by_key_tag_and_look():
    value = {"user": {"name": "jo", "password": "x"}, "list": [Tagged("!vault", "x"), "token=x"], "n": 1}
    assert redact(value) == {"user": {"name": "jo", "password": HIDDEN}, "list": [HIDDEN, HIDDEN], "n": 1}
