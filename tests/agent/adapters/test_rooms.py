from __future__ import annotations

from agent.adapters import rooms


def test_bubblewrap_isolates_all_but_users():
    argv = rooms.bubblewrap_argv("/bin/bwrap", "controller", ["--chdir", "/work"], ["--version", "x"])
    assert argv[0] == "/bin/bwrap"
    assert {"--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"} <= set(argv)
    assert argv[argv.index("--bind") : argv.index("--bind") + 3] == ["--bind", "/tmp/controller", "/"]
    # A command that looks like an option stays a command.
    assert argv[-3:] == ["--", "--version", "x"]
    assert argv.index("--chdir") > argv.index("--clearenv")
