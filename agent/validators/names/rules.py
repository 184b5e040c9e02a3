"""The rules: why each fault matters, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A rule: why the fault matters, and what to do in general."""

    why: str
    fix: str


RULES: dict[str, Rule] = {
    "variable-undefined": Rule(
        "Ansible stops with an undefined variable where the task or template is first used.",
        "Give the variable a default in the role's defaults/main.yml, or guard it with `default`.",
    ),
    "handler-unknown": Rule(
        "Ansible stops when the task reports a change, because no handler has this name or listens to it.",
        "Write the handler into handlers/main.yml, or notify one that exists.",
    ),
    "role-missing": Rule(
        "The play stops before its first task, because the role is not found.",
        "Name a role that exists, or list it in requirements.yml.",
    ),
    "tasks-missing": Rule(
        "The play stops, because the file of tasks is not found.",
        "Name a file that exists, relative to the including file or to the role's tasks/.",
    ),
    "template-missing": Rule(
        "The task fails, because the template is not found.",
        "Name a file that exists below the role's templates/.",
    ),
    "file-missing": Rule(
        "The task fails, because the file is not found.",
        "Name a file that exists, relative to the role's files/, to its vars/, or to the playbook.",
    ),
    "playbook-missing": Rule(
        "The run stops before its first play, because the playbook is not found.",
        "Name a playbook that exists, relative to the importing one.",
    ),
    "filter-unknown": Rule(
        "Ansible can't render the template, because no filter has this name.",
        "Use a filter of Jinja, of ansible.builtin or of an installed collection, with its full name.",
    ),
    "test-unknown": Rule(
        "Ansible can't render the template, because no test has this name.",
        "Use a test of Jinja, of ansible.builtin or of an installed collection, with its full name.",
    ),
    "jinja-invalid": Rule(
        "Ansible can't compile the template, so the task fails.",
        "Correct the template; write literal braces inside `{% raw %}`.",
    ),
    "key-duplicate": Rule(
        "Only the last value counts, so the first one is lost without a word.",
        "Keep one of the keys.",
    ),
    "role-argument-unknown": Rule(
        "The role ignores it: neither its argument spec nor its tasks know the name.",
        "Use an option of the role's argument spec.",
    ),
    "role-argument-missing": Rule(
        "The role's argument spec requires it, so the role stops before its first task.",
        "Pass the option, or define the variable in the inventory.",
    ),
    "role-argument-type": Rule(
        "The role's argument spec asks for another type, so the role stops before its first task.",
        "Write a value of the option's type.",
    ),
    "role-argument-choice": Rule(
        "The role's argument spec does not allow this value, so the role stops before its first task.",
        "Write one of the option's choices.",
    ),
}
