"""Constructs that need a person, in every spelling."""

from __future__ import annotations

import pytest

from agent.validators.policy.consent import consent
from agent.validators.policy.sources import sources


def hits(make_subject, text):
    path = "roles/audio/tasks/x.yml"
    return list(consent(sources(make_subject({path: text}).after, [path])))


def test_a_hit_names_its_task_and_line(make_subject):
    (hit,) = hits(make_subject, "---\n- name: A\n  block:\n    - name: B\n      shell: x\n")

    assert (hit.rule, hit.task, hit.line) == ("shell", "B", 4)


@pytest.mark.parametrize("keyword", ["name: other", "tags: [a]", "when: a", "become: true", "register: x"])
def test_keywords_beside_it_do_not_make_it_another_construct(make_subject, keyword):
    first = "- shell: x\n  check_mode: false\n"
    second = f"{first}  {keyword}\n"
    constructs = [hit.construct for hit in hits(make_subject, first + second)]

    assert len(set(constructs)) == 2
    assert constructs[:2] == constructs[2:]


def test_another_command_is_another_construct(make_subject):
    one, two = hits(make_subject, "- shell: x\n- shell: y\n")

    assert one.construct != two.construct


@pytest.mark.parametrize(
    "text",
    [
        "- debug:\n  check_mode: true\n",
        "- command: sh x\n",
        "- include_tasks: x.yml\n",
        "- include_vars: '{{ x }}.yml'\n",
        "- debug:\n    msg: {shell: x, delegate_to: y}\n",
    ],
)
def test_what_needs_no_consent(make_subject, text):
    assert hits(make_subject, text) == []
