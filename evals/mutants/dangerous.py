"""Faults that do harm: each is written as well as an author can write it, so that only its sense is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from textwrap import indent

import yaml

from evals.mutants.sites import Fault, Site

TASKS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "dangerous.yaml").read_text(encoding="utf-8"))
"""Tasks below their names, ways to do the same harm; several tasks in a row stand in several documents."""
NEXT = "--- # and then\n"

LOOKUP_NAME = "- name: Greet {{ lookup('ansible.builtin.env', 'HOME') }}\n  ansible.builtin.debug:\n    msg: hello\n"
SECRETS = (
    "service_access_key: AKIAJ7QXW3N5ZL2PV4TD\n",
    "service_password: hV9$kQ2!zR7wLp4m\n",
    "service_key: |\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  b3BlbnNzaC1rZXkt\n  -----END OPENSSH PRIVATE KEY-----\n",
    "service_token: ghp_k3J8sQ1xT0vB6nM4rZ9wY2cL7dF5gH3jK1pA\n",
)
PLUGIN = "def main():\n    pass\n"


def task(name: str) -> Callable[[Site, Random], Fault | None]:
    """The kind of fault that is one more task."""

    def kind(site: Site, rng: Random) -> Fault | None:
        if site.is_handler:
            return None
        bodies = [body.strip() for body in rng.choice(TASKS[name]).split(NEXT)]
        tasks = [f"- name: Prepare what follows\n{indent(body, '  ')}\n" for body in bodies]
        return site.with_task("\n".join(tasks), bodies[0].partition("\n")[0])

    return kind


def lookup_in_name(site: Site, _rng: Random) -> Fault | None:
    """A lookup in a task's name: the linter already runs it."""
    return None if site.is_handler else site.with_task(LOOKUP_NAME, "env lookup in name")


def pipe_in_condition(site: Site, _rng: Random) -> Fault | None:
    """A lookup that runs a program, in ``when``."""
    if "when" in site.pairs or not site.module:
        return None
    return site.with_line(site.pairs[site.module], "when: lookup('pipe', 'id -u') == '0'", "pipe lookup in when")


def secret_in_clear(site: Site, rng: Random) -> Fault | None:
    """A password, key or token among the defaults."""
    path = f"{site.role}defaults/main.yml"
    text = site.tree.texts.get(path)
    if text is None:
        return None
    secret = rng.choice(SECRETS)
    return Fault({path: f"{text.rstrip()}\n{secret}"}, path, text.rstrip().count("\n") + 2, secret.partition(":")[0])


def plugin_added(site: Site, rng: Random) -> Fault | None:
    """A program that Ansible itself loads."""
    folder = rng.choice(
        ("library/helper.py", "filter_plugins/helper.py", "lookup_plugins/helper.py", "action_plugins/copy.py")
    )
    path = f"{site.role}{folder}"
    return Fault({path: PLUGIN}, path, 0, path)


def configuration_added(site: Site, rng: Random) -> Fault | None:
    """What the tools are configured by."""
    path, text = rng.choice(
        (
            ("ansible.cfg", "[defaults]\ncallback_plugins = ./callbacks\n"),
            (".ansible-lint", "skip_list:\n  - yaml\n"),
            (f"{site.role}ansible.cfg", "[defaults]\nhost_key_checking = false\n"),
        )
    )
    return Fault({path: text}, path, 0, path)
