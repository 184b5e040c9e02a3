"""The controller's room: where Ansible's own tools run, and all they may see of this machine."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from agent.adapters import programs
from agent.adapters.rooms import Bind, Room, bubblewrap_argv
from agent.errors import SandboxError
from agent.ports import Command, Limits

NAME = "controller"
HOME = "/home/controller"
_UID = 1000
_SYSTEM_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime")
_FOLDERS = {"/work": 0o755, "/tmp": 0o1777, HOME: 0o700, "/proc": 0o755, "/dev": 0o755}  # noqa: S108  (inside)
_WRITTEN = {
    "/etc/passwd": (
        "root:x:0:0:root:/root:/usr/sbin/nologin\n"
        f"controller:x:{_UID}:{_UID}:controller:{HOME}:/bin/sh\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    ),
    "/etc/group": f"root:x:0:\ncontroller:x:{_UID}:\nnogroup:x:65534:\n",
    "/etc/hosts": "127.0.0.1 localhost controller\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


def limits_for(limits: Limits) -> dict[str, int]:
    """Resource limits of each process, by their names in ``resource``."""
    return {
        "RLIMIT_AS": limits.memory_mb << 20,
        "RLIMIT_NPROC": limits.processes,
        "RLIMIT_FSIZE": limits.file_mb << 20,
        "RLIMIT_NOFILE": 4096,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
    }


def controller_room(command: Command, shown: Mapping[Path, str]) -> Room:
    """The room a command runs in, with ``shown`` bound in read-only: path here -> path inside.

    Raises:
        SandboxError: something to be bound is not there, can't be read inside, or its place is not an absolute path.
        SandboxUnavailable: bubblewrap is not installed.
    """
    binds, links = system()
    asked = [_bind(path, target) for path, target in shown.items()]
    return Room(
        name=NAME,
        uid=_UID,
        argv=_argv(command),
        size=command.limits.file_mb << 20,
        base=None,
        folders=_FOLDERS,
        files=_WRITTEN,
        links=links,
        binds=[*binds, *_interpreter(), *asked],
        limits=limits_for(command.limits),
    )


def _argv(command: Command) -> list[str]:
    environment = {
        "PATH": ":".join((f"{sys.prefix}/bin", *_SYSTEM_PATH)),
        "HOME": HOME,
        "LANG": "C.UTF-8",
        **command.env,
    }
    assignments = [part for name, value in environment.items() for part in ("--setenv", name, value)]
    options = ["--unshare-user", "--disable-userns", "--chdir", command.cwd, *assignments]
    return bubblewrap_argv(programs.find("bwrap"), NAME, options, command.argv)


def system() -> tuple[list[Bind], dict[str, str]]:
    """The system's programs and libraries, as binds and links, laid out as they are on this machine."""
    binds = [Bind(source="/usr", target="/usr", writable=False)]
    links = {}
    for top in ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"):
        path = Path(top)
        if path.is_symlink():
            links[top] = str(path.readlink())
        elif path.is_dir():
            binds.append(Bind(source=top, target=top, writable=False))
    for name in _ETC:
        path = Path("/etc", name)
        if path.exists():
            binds.append(Bind(source=str(path), target=str(path), writable=False))
    return binds, links


def _interpreter() -> list[Bind]:
    """This interpreter's environment and what it rests on, at their own places."""
    executable = Path(sys.executable).resolve()
    folders = {sys.prefix, sys.base_prefix, str(Path(sys.prefix).resolve()), str(Path(sys.base_prefix).resolve())}
    if not any(executable.is_relative_to(folder) for folder in folders):
        folders.add(str(executable.parent.parent))
    seen = [folder for folder in folders if not PurePosixPath(folder).is_relative_to("/usr")]
    return [_bind(Path(folder), folder) for folder in seen]


def _bind(source: Path, target: str) -> Bind:
    if not target.startswith("/") or posixpath.normpath(target) != target or target == "/":
        raise SandboxError("a place in the sandbox has to be a plain absolute path", where=target)
    try:
        mode = source.stat().st_mode
    except OSError as error:
        raise SandboxError(f"can't be shown to the sandbox: {error.strerror}", where=str(source)) from error
    needed = 0o005 if source.is_dir() else 0o004
    if mode & needed != needed:
        raise SandboxError(
            "can't be read in the sandbox, which has no user of this machine",
            where=str(source),
            hint=f"Let others read it: chmod -R o+rX {source}",
        )
    return Bind(source=str(source.absolute()), target=target, writable=False)
