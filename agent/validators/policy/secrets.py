"""Secrets written down in clear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources, Text

SHAPES = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----",
    "an AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    "a GitLab token": r"\bglpat-[\w-]{20,}",
    "an API key": r"\bsk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{20,}",
    "a Slack token": r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}",
    "a JSON web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a connection password": r"\bansible_(?:\w+_)?pass(?:word)?=(?![\"']?\{\{)[^\s\"'][^\s]*",
}
SHAPE_PATTERNS = {what: re.compile(pattern) for what, pattern in SHAPES.items()}
NAMES = re.compile(
    r"(?:.*_)?(?:password|passwd|passphrase|pass|secret|token|api_?key|private_?key|access_?key|secret_?key)",
    re.IGNORECASE,
)
NOT_SECRET_NAMES = frozenset({"update_password"})
NOT_SECRET_VALUES = re.compile(
    r"\s*|[*!x]+|omit|\$\d?\w*\$.*|[~/.][\w./~-]*|[\w./-]+\.(?:pem|key|crt|cer|ya?ml|j2|txt|asc|gpg)|\w+://.*",
    re.DOTALL,
)
"""Nothing, a locked account, a hash, a path, an address."""
SPECIFICATIONS = ("argument_specs.yml", "argument_specs.yaml", "galaxy.yml", "requirements.yml")


def secrets(found: Sources) -> Iterator[Hit]:
    """Hits in every text, by the shape of known secrets, and in YAML values, by the name they are given to."""
    for text in (*found.scalars, *found.files):
        yield from _shapes(text)
    for text in found.scalars:
        if _names_a_secret(text):
            yield Hit("secret-in-clear", text.path, text.line, f"a literal value for `{text.key}`", _essence(text))


def _shapes(text: Text) -> Iterator[Hit]:
    if "vault" in text.tag:
        return
    for what, pattern in SHAPE_PATTERNS.items():
        for match in pattern.finditer(text.text):
            line = text.line_of(1 + text.text.count("\n", 0, match.start()))
            yield Hit("secret-in-clear", text.path, line, what, match[0])


def _names_a_secret(text: Text) -> bool:
    if text.is_key or not text.keys or text.path.endswith(SPECIFICATIONS):
        return False
    if not text.tag.endswith((":str", ":int", "!unsafe")) or "{{" in text.text or "{%" in text.text:
        return False
    return (
        NAMES.fullmatch(text.keys[-1]) is not None
        and text.keys[-1] not in NOT_SECRET_NAMES
        and NOT_SECRET_VALUES.fullmatch(text.text) is None
    )


def _essence(text: Text) -> str:
    return f"{text.keys[-1]}={text.text}"
