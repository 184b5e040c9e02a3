"""The one list of system programs we start, and where they are.

Stdlib only, so that the set-up can ask a bare ``python3`` before anything is installed:
``python3 -m agent.adapters.programs`` prints the command that installs what is missing and exits 1, or exits 0.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from agent.errors import SandboxUnavailable, SyncopateError, ToolError


@dataclass(frozen=True)
class Program:
    """A system program.

    Attributes:
        name: the file's name in a ``bin`` folder.
        package: the Debian package that holds it.
        purpose: what it is for.
        required: whether the main job needs it.
        isolates: whether the sandbox is built with it.
    """

    name: str
    package: str
    purpose: str
    required: bool = True
    isolates: bool = False


PROGRAMS: dict[str, Program] = {
    program.name: program
    for program in (
        Program("git", "git", "reads and writes repositories"),
        Program("bwrap", "bubblewrap", "isolates everything that is run", isolates=True),
        Program("newuidmap", "uidmap", "maps subordinate user ids for an ordinary user", isolates=True),
        Program("newgidmap", "uidmap", "maps subordinate group ids for an ordinary user", isolates=True),
        Program("cp", "coreutils", "copies the instance where the kernel refuses an overlay", isolates=True),
        Program("mmdebstrap", "mmdebstrap", "builds the Debian instance"),
        Program("redis-server", "redis-server", "serves the cache, where Redis is chosen", required=False),
        Program("inxi", "inxi", "tells the sound devices of this machine", required=False),
    )
}

# An ordinary user's PATH often lacks the sbin folders.
_SBIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")


def _which(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_SBIN))


def install_command(packages: set[str]) -> str:
    """The one command that installs Debian packages."""
    return f"apt-get install --no-install-recommends {' '.join(sorted(packages))}"


def find(name: str) -> str:
    """Return the absolute path of a program of the list.

    Raises:
        SandboxUnavailable: it is not installed, and the sandbox is built with it.
        ToolError: it is not installed.
    """
    program = PROGRAMS[name]
    path = _which(name)
    if path:
        return path
    error: type[SyncopateError] = SandboxUnavailable if program.isolates else ToolError
    raise error(
        f"{name} is not installed ({program.purpose})",
        hint=f"Install it: {install_command({program.package})} (or your distribution's package of it).",
    )


def missing(*, optional: bool = False) -> list[Program]:
    """Programs that are not installed; the optional ones too, if asked."""
    return [program for program in PROGRAMS.values() if (program.required or optional) and not _which(program.name)]


def main() -> int:
    """Print what to run where required programs are missing."""
    absent = missing()
    if absent:
        sys.stdout.write(install_command({program.package for program in absent}) + "\n")
    return 1 if absent else 0


if __name__ == "__main__":
    raise SystemExit(main())
