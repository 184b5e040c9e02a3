"""Keeps secrets out of derived documentation: by name, by tag, and by what a text looks like."""

from __future__ import annotations

import re
from typing import Any

from knowledge.content.model import Tagged

HIDDEN = "(hidden)"
_SECRET_WORDS = frozenset(
    {
        "apikey", "auth", "credential", "credentials", "key", "keys", "pass", "passphrase", "passwd", "password",
        "passwords", "passwort", "pin", "privkey", "psk", "pw", "pwd", "salt", "secret", "secrets", "token", "tokens",
        "vault",
    }
)  # fmt: skip
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ENDS_IN_SECRET = re.compile(r"(password|passwd|passphrase|secret|token|apikey)\w?$", re.IGNORECASE)
_LOOKS_SECRET = re.compile(
    r"""
      -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----.*?(-----END\ [A-Z ]*PRIVATE\ KEY-----|\Z)
    | \$ANSIBLE_VAULT;.*
    | (?<=://)[^/\s:@{]+:[^/\s@{]+(?=@)
    | \b(ghp|gho|ghs|github_pat|glpat|sk|pk|xox[abprs]|hf)[-_][A-Za-z0-9_-]{16,}
    | \bAKIA[0-9A-Z]{16}\b
    | \beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(\.[A-Za-z0-9_-]*)?
    | \$(1|2[aby]|5|6|y|argon2\w*)\$[^\s'"]{8,}
    | (?i:(?<=bearer\ ))[A-Za-z0-9._~+/-]{8,}
    | (?i:\b[\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key)["']?\s*[:=]\s*)
      (?!["']?\{\{)(?:"[^"\n]*"|'[^'\n]*'|[^\s,;'"]+)
    | (?i:--(?:password|passphrase|token|secret)\s+)(?!["']?\{\{)(?:"[^"\n]*"|'[^'\n]*'|\S+)
    """,
    re.VERBOSE | re.DOTALL,
)


def is_secret(name: str) -> bool:
    """Whether something of this name is likely to hold a secret: ``db_password``, ``apiToken``, ``ssh_key``."""
    words = {word.lower() for word in _WORD.findall(name)}
    return bool(words & _SECRET_WORDS) or bool(_ENDS_IN_SECRET.search(name))


def redact_text(text: str) -> str:
    """Replace what looks like a secret."""
    return _LOOKS_SECRET.sub(HIDDEN, text)


def redact(value: Any) -> Any:
    """Return a value whose tagged scalars, and whose entries named like secrets, are hidden."""
    if isinstance(value, Tagged):
        return HIDDEN
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, list):
        return [redact(item) for item in value]
    if isinstance(value, dict):
        return {key: HIDDEN if is_secret(str(key)) else redact(item) for key, item in value.items()}
    return value
