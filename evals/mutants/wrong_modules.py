"""Faults in which module a task names."""

from __future__ import annotations

from random import Random

from evals.mutants.misspelling import misspelt
from evals.mutants.sites import Fault, Site

INVENTED = {
    "apt": "ansible.builtin.apt_install",
    "package": "ansible.builtin.install_package",
    "file": "ansible.builtin.directory",
    "copy": "ansible.builtin.copy_file",
    "template": "ansible.builtin.render",
    "service": "ansible.builtin.service_restart",
    "systemd": "ansible.builtin.systemctl",
    "lineinfile": "ansible.builtin.edit_line",
    "user": "ansible.builtin.adduser",
    "command": "ansible.builtin.run",
    "shell": "ansible.builtin.bash",
    "get_url": "ansible.builtin.download",
    "group": "ansible.builtin.addgroup",
    "stat": "ansible.builtin.file_exists",
    "set_fact": "ansible.builtin.set_variable",
    "include_tasks": "ansible.builtin.include_file",
    "sysctl": "ansible.posix.sysctl_set",
    "git": "ansible.builtin.git_clone",
}
"""Names that a model is apt to make up, by the module that was meant."""
ELSEWHERE = ("community.general", "ansible.posix", "community.crypto")
ANSIBLES_OWN = frozenset(INVENTED) - {"sysctl"}


def module_misspelt(site: Site, rng: Random) -> Fault | None:
    """``tempalte:``."""
    wrong = misspelt(site.short, rng)
    if not wrong:
        return None
    full = site.module[: -len(site.short)] + wrong
    return site.replaced(site.pairs[site.module][0], full, f"{site.module} -> {full}")


def module_invented(site: Site, _rng: Random) -> Fault | None:
    """``ansible.builtin.install_package:``."""
    wrong = INVENTED.get(site.short)
    return site.replaced(site.pairs[site.module][0], wrong, f"{site.module} -> {wrong}") if wrong else None


def module_of_wrong_collection(site: Site, rng: Random) -> Fault | None:
    """``community.general.copy:``."""
    if site.short not in ANSIBLES_OWN:
        return None
    wrong = f"{rng.choice(ELSEWHERE)}.{site.short}"
    return site.replaced(site.pairs[site.module][0], wrong, f"{site.module} -> {wrong}")
