"""Takes secrets out of text before it can reach a model."""

from __future__ import annotations

import re

MASK = "(redacted)"

_VAULT = re.compile(r"(?m)^(?P<head>[^\n]*!vault[^\n]*)\n(?:[ \t]+\S[^\n]*\n?)+")
_VAULT_FILE = re.compile(r"(?s)\A\s*\$ANSIBLE_VAULT;.*")
_PRIVATE_KEY = re.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)")
_TOKEN = re.compile(r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}|glpat-[\w-]{20,}|sk-[\w-]{20,}|xox[abpr]-[\w-]{10,})")
_ASSIGNED = re.compile(
    r"(?im)^(?P<head>\s*(?:-\s+)?[\"']?[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api_?key|private_?key)[\w.-]*[\"']?"
    r"\s*[:=]\s*)(?P<value>(?!\s*(?:[\"']?\{\{|[\"']{2}|true|false|yes|no|null|~|\||>|\s*(?:#|$)))[^\n#]+)"
)


def redact(text: str) -> str:
    """Return ``text`` with vault content, private keys, known token shapes and assigned secrets masked.

    The number of lines before a masked block is kept, so that line numbers in front of it stay true. Values that are
    templates, booleans or empty are not secrets and stay.
    """
    text = _VAULT_FILE.sub(MASK, text)
    text = _VAULT.sub(_keeping_lines, text)
    text = _PRIVATE_KEY.sub(_keeping_lines, text)
    text = _TOKEN.sub(MASK, text)
    return _ASSIGNED.sub(lambda match: match["head"] + MASK, text)


def _keeping_lines(match: re.Match[str]) -> str:
    head = match.groupdict().get("head", "")
    return f"{head} {MASK}".lstrip() + "\n" * match[0].count("\n")
