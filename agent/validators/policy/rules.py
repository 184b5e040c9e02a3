"""The rules: what each is about, how strict it is, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What follows when a change adds such a construct."""

    FORBIDDEN = "forbidden"
    """Refuted, whoever wrote it."""
    CONSENT = "needs consent"
    """Refuted when an agent wrote it, unproven when a person did."""


@dataclass(frozen=True)
class Rule:
    """A rule: why the construct matters, and what to write instead."""

    level: Level
    why: str
    fix: str


@dataclass(frozen=True)
class Hit:
    """A construct that a rule is about.

    Attributes:
        rule: the rule's name.
        path: file, relative to the content's root.
        line: 1-based; 0 when it is about the whole file.
        what: what was found, for the person who reads the finding.
        construct: what makes two hits the same construct, whatever line they stand on.
        task: name of the task it stands in, where there is one.
    """

    rule: str
    path: str
    line: int
    what: str
    construct: str
    task: str = ""


RULES: dict[str, Rule] = {
    "lookup-executes": Rule(
        Level.FORBIDDEN,
        "Lookups run on the controller, under lint and syntax check already; this one runs a program there.",
        "Use a task with `ansible.builtin.command` and `register` on the target.",
    ),
    "lookup-reads-controller": Rule(
        Level.FORBIDDEN,
        "Lookups run on the controller; this one reads its environment, files or secrets, or its network.",
        "Pass the value in as a variable, or gather it from the target with a task.",
    ),
    "lookup-unknown": Rule(
        Level.FORBIDDEN,
        "Lookups run on the controller, and this one is not among those known to be harmless.",
        "Use a task on the target, or a variable.",
    ),
    "lookup-not-literal": Rule(
        Level.FORBIDDEN,
        "The lookup's name is only known at run time, so it could be any, also one that executes.",
        "Write the lookup's name as a literal string.",
    ),
    "lookup-outside-role": Rule(
        Level.FORBIDDEN,
        "The path leads out of the role, to files of the controller.",
        "Put the file into the role's files/ or templates/ and name it relative to that folder.",
    ),
    "lookup-path-not-literal": Rule(
        Level.CONSENT,
        "The path is only known at run time, so it could be any file of the controller.",
        "Write the path as a literal string, relative to the role's files/ or templates/.",
    ),
    "filter-reads-controller": Rule(
        Level.FORBIDDEN,
        "This filter reads the controller's environment or files.",
        "Pass the value in as a variable.",
    ),
    "jinja-internals": Rule(
        Level.FORBIDDEN,
        "Access to Jinja's or Python's internals can reach anything on the controller.",
        "Use documented variables, filters and tests only.",
    ),
    "jinja-unparsable": Rule(
        Level.FORBIDDEN,
        "A template that does not parse can't be judged, and fails when it is run.",
        "Correct the template.",
    ),
    "jinja-delimiters": Rule(
        Level.CONSENT,
        "With other delimiters the template can't be judged: it may call anything.",
        "Keep Jinja's own delimiters; write literal braces inside `{% raw %}`.",
    ),
    "download-piped-to-shell": Rule(
        Level.FORBIDDEN,
        "What a server sends, or a text hides, is executed unseen, as the user the task runs as.",
        "Install a package, or download with `ansible.builtin.get_url` and a checksum.",
    ),
    "secret-in-clear": Rule(
        Level.FORBIDDEN,
        "A secret that is committed is known to everyone who can read the repository, for ever.",
        "Encrypt it with ansible-vault, or leave it to a variable that the inventory sets.",
    ),
    "plugin-changed": Rule(
        Level.FORBIDDEN,
        "Plugins and modules are programs that Ansible runs; they can't be judged from their text.",
        "Use an installed module; write a plugin by hand, in a commit of its own.",
    ),
    "configuration-changed": Rule(
        Level.FORBIDDEN,
        "This file changes what the tools run or what they overlook.",
        "Change tool configuration by hand, in a commit of its own.",
    ),
    "own-policy-changed": Rule(
        Level.CONSENT,
        "This file says what a change may do; it is read from the base, and a change to it needs a person.",
        "Change it by hand.",
    ),
    "symbolic-link": Rule(
        Level.FORBIDDEN,
        "A link, or a submodule, makes a path mean something outside of what is judged here.",
        "Copy the file instead of linking to it.",
    ),
    "unreadable": Rule(
        Level.FORBIDDEN,
        "What can't be read can't be judged.",
        "Make it valid YAML, or plain UTF-8 text.",
    ),
    "lint-silenced": Rule(
        Level.CONSENT,
        "It keeps ansible-lint from saying what it finds there.",
        "Correct what the linter finds.",
    ),
    "shell": Rule(
        Level.CONSENT,
        "Whatever stands in the text is executed, check mode skips it, and it always reports a change.",
        "Use the module made for it, or `ansible.builtin.command` with `creates` or `changed_when`.",
    ),
    "check-mode-off": Rule(
        Level.CONSENT,
        "The task really runs under --check, so a dry run is none.",
        "Leave `check_mode` out.",
    ),
    "delegated": Rule(
        Level.CONSENT,
        "The task runs on another host than the play's, often on the controller.",
        "Let it run on the play's own hosts.",
    ),
    "templated-include": Rule(
        Level.CONSENT,
        "Which file or role is loaded is only known at run time, so it can't be judged.",
        "Name the file literally, and put a condition into `when`.",
    ),
}
