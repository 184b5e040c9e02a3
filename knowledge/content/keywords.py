"""Ansible's own keywords: every other key of a task names its module (from ansible-core 2.19)."""

from __future__ import annotations

_BLOCK_AND_TASK = {
    "any_errors_fatal", "become", "become_exe", "become_flags", "become_method", "become_user", "check_mode",
    "collections", "connection", "debugger", "delegate_facts", "delegate_to", "diff", "environment", "ignore_errors",
    "ignore_unreachable", "module_defaults", "name", "no_log", "notify", "port", "remote_user", "run_once", "tags",
    "throttle", "timeout", "vars", "when",
}  # fmt: skip
BLOCK_SECTIONS = ("block", "rescue", "always")
TASK_KEYWORDS = frozenset(_BLOCK_AND_TASK) | {
    "args", "async", "changed_when", "delay", "failed_when", "listen", "loop", "loop_control", "poll", "register",
    "retries", "until",
}  # fmt: skip
ACTIONS = ("action", "local_action")
EXPRESSION_KEYWORDS = frozenset({"when", "changed_when", "failed_when", "until", "break_when"})
PLAY_SECTIONS = ("pre_tasks", "tasks", "post_tasks", "handlers")

RAW_MODULES = frozenset({"command", "shell", "raw", "script", "win_command", "win_shell", "expect"})
"""Modules whose free-form string is a command line, by short name."""
RAW_OPTIONS = frozenset(
    {"creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline", "strip_empty_ends"}
)
"""What Ansible takes out of such a command line."""


def is_keyword(key: str) -> bool:
    """Whether a task's key is a keyword rather than its module."""
    return key in TASK_KEYWORDS or key.startswith("with_")


def short_name(module: str) -> str:
    """``ansible.builtin.copy`` -> ``copy``; other collections' names stay whole."""
    for prefix in ("ansible.builtin.", "ansible.legacy."):
        if module.startswith(prefix):
            return module.removeprefix(prefix)
    return module
