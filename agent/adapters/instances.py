"""Instances: disposable roots of a target's distribution, as Molecule uses the word.

A base root is built once by the set-up and never written to again; each run gets an overlay over it
(:mod:`agent.adapters.instance_room`). Its files belong to the invoking user's subordinate ids.

``python -m agent.adapters.instances build debian12 FOLDER`` builds one where it is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from agent.adapters import programs, subordinate
from agent.adapters.launching import bare_interpreter, launch
from agent.adapters.unpacking_room import unpacking_room
from agent.errors import SandboxError, SandboxUnavailable, SyncopateError, ToolError
from agent.ports import Limits

_LIMITS = Limits(seconds=600, file_mb=4096)
# Device nodes can't be made with mapped ids; the room brings its own /dev.
_UNPACK = ("/bin/tar", "-xpf", "/root.tar", "-C", "/target", "--numeric-owner", "--exclude=./dev/*")


@dataclass(frozen=True)
class DebianKind:
    """A release of Debian.

    Attributes:
        name: what a person calls it.
        distribution, os_family, major_version: as Ansible's facts name them; a target that differs can't be proven.
        suite: the release's code name.
        packages: what it has besides the essential ones.
    """

    name: str
    major_version: str
    suite: str
    packages: tuple[str, ...]
    distribution: str = "Debian"
    os_family: str = "Debian"

    def bootstrap(self, tarball: Path) -> list[str]:
        """The command that writes its root into a tar file."""
        return [
            programs.find("mmdebstrap"),
            *("--variant=minbase", f"--include={','.join(self.packages)}"),
            "--skip=cleanup/apt/lists",  # names of packages have to be resolved with no network
            '--customize-hook=echo instance > "$1/etc/hostname"',
            '--customize-hook=printf "127.0.0.1 localhost\\n127.0.1.1 instance\\n" > "$1/etc/hosts"',
            '--customize-hook=: > "$1/etc/resolv.conf"',
            self.suite,
            str(tarball),
        ]


DEBIAN12 = DebianKind(
    name="debian12",
    major_version="12",
    suite="bookworm",
    # systemd without its PID 1: units can be enabled, and nothing pretends to be started. That it is the init is told
    # by the /sbin/init of systemd-sysv; udev brings the groups of devices (input, render, kvm).
    packages=(
        *("ca-certificates", "iproute2", "procps", "python3", "python3-apt", "sudo"),
        *("systemd", "systemd-sysv", "udev"),
    ),
)

KINDS = {kind.name: kind for kind in (DEBIAN12,)}


def base_root(kind: DebianKind, folder: Path) -> Path:
    """Return the base root of a kind in its folder.

    Raises:
        SandboxUnavailable: it was not built yet, or for another definition of the kind, or for other ids.
    """
    if not _is_built(kind, folder):
        what = f"the instance {kind.name} was never built, or for another version or user"
        raise SandboxUnavailable(what, where=str(folder), hint="Build it: make setup")
    return folder / "root"


def build(kind: DebianKind, folder: Path) -> Path:
    """Build a kind's base root in ``folder`` unless it is there; returns the root.

    A build that is interrupted leaves nothing that counts as built. Of two at once, one waits for the other.

    Raises:
        SandboxUnavailable: this machine can't isolate.
        SandboxError: it could not be unpacked or put into its place.
        ToolError: mmdebstrap is not installed or failed.
    """
    with _locked(folder):
        if not _is_built(kind, folder):
            _sweep(folder)
            fresh = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
            try:
                _fill(kind, fresh)
                if folder.exists():
                    folder.rename(Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent)))
                fresh.rename(folder)
            finally:
                _sweep(folder)
    return folder / "root"


def remove(folder: Path) -> None:
    """Remove a base root. Its files belong to subordinate ids, so plain ``rm`` won't do for an ordinary user.

    Raises:
        SandboxUnavailable: this machine can't isolate.
        SandboxError: something could not be removed.
    """
    with _locked(folder):
        if folder.exists():
            _erase(folder)
        _sweep(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{folder.name}.lock"):
            yield
    except OSError as error:
        raise SandboxError(
            f"the folder of an instance can't be used: {error.strerror}", where=str(error.filename or folder)
        ) from error


def _prefix(folder: Path) -> str:
    return f".{folder.name}.unfinished."


def _sweep(folder: Path) -> None:
    """Erase what interrupted builds and replaced roots left behind."""
    for leftover in folder.parent.glob(f"{_prefix(folder)}*"):
        _erase(leftover)


def _digest(kind: DebianKind) -> str:
    described = {**asdict(kind), "bootstrap": kind.bootstrap(Path("root.tar")), "ids": subordinate.outside()}
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _is_built(kind: DebianKind, folder: Path) -> bool:
    try:
        stamp = json.loads((folder / "built").read_text(encoding="utf-8"))
        owner = (folder / "root").stat().st_uid
    except (OSError, ValueError):
        return False
    ours = owner == subordinate.outside()["uid"]  # a careless chown -R of the home changes it
    return ours and isinstance(stamp, dict) and stamp.get("digest") == _digest(kind)


def _fill(kind: DebianKind, fresh: Path) -> None:
    """Write root and stamp into a folder that does not count yet."""
    tarball, root = fresh / "root.tar", fresh / "root"
    made = subprocess.run(kind.bootstrap(tarball), capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if made.returncode != 0:
        raise ToolError(
            f"mmdebstrap could not build {kind.name}: {_first_error(made.stderr)}",
            hint="Its packages come over the network; when Debian's archive is in reach, run again: make setup",
        )
    tarball.chmod(0o644)
    root.mkdir()
    _unpack(tarball, root)
    tarball.unlink()
    stamp = {"digest": _digest(kind), **asdict(kind)}
    (fresh / "built").write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")


def _unpack(tarball: Path, root: Path) -> None:
    room = unpacking_room(_UNPACK, root, _LIMITS, tarball)
    done = launch(room, None, stdin=b"", results=False, limits=_LIMITS)
    if done.returncode != 0:
        raise SandboxError(f"the instance could not be unpacked: {_last_lines(done.stderr)}", where=str(root))


def _erase(folder: Path) -> None:
    _, map_commands = subordinate.as_seen_by_launcher(subordinate.outside())
    argv = [*bare_interpreter("agent.adapters.erasing"), json.dumps(map_commands), str(folder)]
    done = subprocess.run(argv, capture_output=True, check=False, env={})
    if done.returncode != 0:
        raise SandboxError(f"could not be erased: {_last_lines(done.stderr)}", where=str(folder))


def _first_error(output: bytes) -> str:
    """The first line that apt or mmdebstrap marks as an error; those after it follow from it."""
    errors = (line[3:] for line in output.decode(errors="replace").splitlines() if line.startswith("E: "))
    return next(errors, _last_lines(output))


def _last_lines(output: bytes) -> str:
    return " / ".join(output.decode(errors="replace").strip().splitlines()[-3:]) or "it said nothing"


def main() -> int:
    """Build or remove a base root."""
    parser = argparse.ArgumentParser(prog="python -m agent.adapters.instances", description=main.__doc__)
    parser.add_argument("action", choices=("build", "remove"))
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    folder = arguments.folder.absolute()
    try:
        if arguments.action == "build":
            build(KINDS[arguments.kind], folder)
        else:
            remove(folder)
    except SyncopateError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
