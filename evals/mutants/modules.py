"""What the most used modules take, written down by hand from their manual: the measure's own knowledge of right."""

from __future__ import annotations

ANYTHING_GOES = frozenset({"set_fact", "add_host", "group_by", "include_vars", "debug", "meta", "raw", "script"})
"""Modules whose parameters are names that the author chooses, or that have next to none."""

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "copy": (("dest",),),
    "template": (("src",), ("dest",)),
    "file": (("path", "dest", "name"),),
    "lineinfile": (("path", "dest", "destfile", "name"),),
    "blockinfile": (("path", "dest", "destfile", "name"),),
    "replace": (("path", "dest", "destfile", "name"), ("regexp",)),
    "user": (("name", "user"),),
    "group": (("name",),),
    "service": (("name",),),
    "get_url": (("url",), ("dest",)),
    "unarchive": (("src",), ("dest",)),
    "stat": (("path", "dest", "name"),),
    "sysctl": (("name", "key"),),
    "apt_repository": (("repo",),),
    "git": (("repo", "name"), ("dest",)),
    "uri": (("url",),),
    "package": (("name",), ("state",)),
    "assert": (("that",),),
    "find": (("paths", "name", "path"),),
    "slurp": (("src", "path"),),
    "cron": (("name",),),
    "known_hosts": (("name", "host"),),
    "authorized_key": (("user",), ("key",)),
}
"""Parameters that must be there, each with its other names."""

CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "file": {"state": ("absent", "directory", "file", "hard", "link", "touch")},
    "apt": {"state": ("absent", "build-dep", "fixed", "latest", "present")},
    "dnf": {"state": ("absent", "installed", "latest", "present", "removed")},
    "yum": {"state": ("absent", "installed", "latest", "present", "removed")},
    "service": {"state": ("reloaded", "restarted", "started", "stopped")},
    "systemd": {
        "state": ("reloaded", "restarted", "started", "stopped"),
        "scope": ("system", "user", "global"),
    },
    "user": {"state": ("absent", "present"), "update_password": ("always", "on_create")},
    "group": {"state": ("absent", "present")},
    "lineinfile": {"state": ("absent", "present")},
    "blockinfile": {"state": ("absent", "present")},
    "apt_repository": {"state": ("absent", "present")},
    "apt_key": {"state": ("absent", "present")},
    "sysctl": {"state": ("absent", "present")},
    "mount": {
        "state": ("absent", "absent_from_fstab", "ephemeral", "mounted", "present", "remounted", "unmounted"),
    },
    "yum_repository": {"state": ("absent", "present")},
    "pip": {"state": ("absent", "forcereinstall", "latest", "present")},
    "uri": {"body_format": ("form-urlencoded", "form-multipart", "json", "raw")},
    "find": {"file_type": ("any", "directory", "file", "link")},
    "cron": {"state": ("absent", "present")},
    "alternatives": {"state": ("absent", "auto", "present", "selected")},
}
"""Values that a parameter may have."""

STATES_ELSEWHERE = ("present", "started", "directory", "enabled", "mounted", "running", "installed", "link", "stopped")
"""States that some module knows."""

BOOLEANS = frozenset({
    "enabled", "daemon_reload", "update_cache", "recurse", "force", "remote_src", "create", "backup", "system",
    "append", "create_home", "createhome", "follow", "install_recommends", "no_block", "masked", "sysctl_set",
    "return_content", "backrefs", "get_checksum", "purge", "autoremove", "exclusive", "move_home",
})  # fmt: skip
NUMBERS = frozenset({"timeout", "cache_valid_time", "uid", "gid", "port", "delay", "depth", "sleep", "retries"})

OWNERS: dict[str, frozenset[str]] = {
    "daemon_reload": frozenset({"systemd", "systemd_service"}),
    "cache_valid_time": frozenset({"apt"}),
    "creates": frozenset({"command", "shell", "raw", "script", "unarchive", "expect", "make", "uri"}),
    "insertafter": frozenset({"lineinfile", "blockinfile", "cron"}),
    "return_content": frozenset({"uri"}),
    "install_recommends": frozenset({"apt"}),
    "create_home": frozenset({"user"}),
    "sysctl_set": frozenset({"sysctl"}),
    "gpgkey": frozenset({"yum_repository"}),
    "backrefs": frozenset({"lineinfile"}),
}
"""Parameters that only these modules have."""

PASSES_ON = frozenset({"package", "service"})
"""Modules that hand parameters of other modules through, so that a foreign one may work."""

EXCLUSIVE: dict[str, tuple[tuple[str, str], ...]] = {
    "copy": (("src", 'content: "text"'), ("content", "src: some.conf")),
    "lineinfile": (("insertafter", "insertbefore: EOF"), ("insertbefore", "insertafter: EOF")),
    "blockinfile": (("insertafter", "insertbefore: EOF"),),
    "apt": (("name", "deb: /tmp/some.deb"), ("pkg", "deb: /tmp/some.deb"), ("upgrade", "deb: /tmp/some.deb")),
    "uri": (("body", "src: body.json"),),
    "pip": (("executable", "virtualenv: /opt/env"), ("virtualenv", "executable: pip3")),
    "apt_key": (("url", "data: text"), ("keyserver", "url: https://example.com/key.asc")),
    "unarchive": (("remote_src", "copy: true"),),
}
"""A parameter, and one that must not stand beside it."""
