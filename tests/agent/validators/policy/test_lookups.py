"""Which lookups are harmless."""

from __future__ import annotations

import pytest

from agent.validators.policy.lookups import rule_for


@pytest.mark.parametrize(
    ("name", "terms", "rule"),
    [
        ("first_found", [None], ""),
        ("ansible.builtin.vars", [None], ""),
        ("pipe", ["id"], "lookup-executes"),
        ("ansible.legacy.pipe", ["id"], "lookup-executes"),
        ("env", ["HOME"], "lookup-reads-controller"),
        ("community.hashi_vault.hashi_vault", [""], "lookup-reads-controller"),
        ("acme.tools.whatever", [], "lookup-unknown"),
        ("PIPE", [], "lookup-unknown"),
        ("file", ["motd"], ""),
        ("file", ["a..b/c"], ""),
        ("file", [None], "lookup-path-not-literal"),
        ("file", ["a", "/etc/shadow"], "lookup-outside-role"),
        ("template", ["../x"], "lookup-outside-role"),
        ("template", ["a/../../x"], "lookup-outside-role"),
        ("fileglob", ["~/.ssh/*"], "lookup-outside-role"),
    ],
)
def test_rule_for(name, terms, rule):
    assert rule_for(name, terms) == rule
