"""Names that Ansible itself gives to every template."""

from __future__ import annotations

MAGIC = frozenset({
    "environment", "group_names", "groups", "hostvars", "inventory_dir", "inventory_file", "inventory_hostname",
    "inventory_hostname_short", "module_setup", "gather_subset", "omit", "play_hosts", "playbook_dir", "role_name",
    "role_names", "role_path", "role_uuid", "vars", "_", "gettext", "ngettext", "pgettext", "npgettext",
    "template_destpath", "template_fullpath", "template_host", "template_mtime", "template_path",
    "template_run_date", "template_uid", "self", "super", "loop", "caller", "varargs", "kwargs", "context",
})  # fmt: skip
PREFIXES = ("ansible_", "facter_", "ohai_", "molecule_", "awx_", "tower_", "discovered_interpreter_")
"""Facts, and what runs Ansible: whoever uses them knows where they come from."""
FACTS_OF = {
    "service_facts": ("services",),
    "package_facts": ("packages",),
    "listen_ports_facts": ("tcp_listen", "udp_listen"),
    "mount_facts": ("mount_points", "aggregate_mounts"),
    "zfs_facts": ("zfs_datasets",),
}
"""Top-level names that a module sets without prefix, by its short name."""


def is_given(name: str) -> bool:
    """Whether a name needs no definition in the repository."""
    return name in MAGIC or name.startswith(PREFIXES)
