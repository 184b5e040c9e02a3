"""Mounts a room's root and puts in what belongs there. Part of the launcher: stdlib only."""

from __future__ import annotations

import os
from pathlib import Path

from agent.adapters.namespaces import (
    MS_BIND,
    MS_NODEV,
    MS_NOSUID,
    MS_REC,
    in_initial_user_namespace,
    mount,
    protect,
    step,
)
from agent.adapters.rooms import Bind, Ids, Room, root_of


def open_sources(rooms: list[Room]) -> dict[str, int]:
    """Hold on to everything that will be bound, for the staging folder may cover it."""
    paths = {bind["source"] for room in rooms for bind in room["binds"]}
    paths |= {room["base"] for room in rooms if room["base"]}
    with step("source"):
        return {path: os.open(path, os.O_PATH) for path in sorted(paths)}


def furnish(room: Room, sources: dict[str, int], ids: Ids) -> None:
    """Build a room's root at its place in the staging folder."""
    root = root_of(room["name"])
    with step("staging"):
        Path(root).mkdir(mode=0o755)
        options = f"size={room['size']},nr_inodes=1000000,mode=755"
        mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, options)
    if room["base"]:
        _overlay(root, sources[room["base"]], ids)
    with step("furnish"):
        for name, mode in room["folders"].items():
            path = Path(root + name)
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)
            os.chown(path, ids["uid"] + room["uid"], ids["gid"] + room["uid"])
        for name, text in room["files"].items():
            path = Path(root + name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    # Upper folders first, so that none covers what is bound below it.
    for bind in sorted(room["binds"], key=lambda bind: bind["target"]):
        with step(f"bind {bind['source']}"):
            _bind(root, bind, sources[bind["source"]], ids)
    for name, target in room["links"].items():  # last, so that nothing above can follow one
        with step("furnish"):
            Path(root + name).symlink_to(target)


def _overlay(root: str, base: int, ids: Ids) -> None:
    """Cover a room's tmpfs by an overlay over ``base`` that writes into this tmpfs."""
    upper, work = Path(root, "upper"), Path(root, "work")
    with step("staging"):
        upper.mkdir(mode=0o755)
        work.mkdir(mode=0o755)
        os.chown(upper, ids["uid"], ids["gid"])  # it is the root folder seen inside
    options = f"lowerdir=/proc/self/fd/{base},upperdir={upper},workdir={work}"
    if not in_initial_user_namespace():  # trusted attributes, the default, are the machine's root's alone
        with step("overlay-attributes"):
            os.setxattr(upper, "user.overlay.probe", b"y")
            os.removexattr(upper, "user.overlay.probe")
        options += ",userxattr"
    with step("overlay"):
        mount("overlay", root, "overlay", MS_NOSUID | MS_NODEV, options)


def _bind(root: str, bind: Bind, source: int, ids: Ids) -> None:
    target, handle = Path(root + bind["target"]), f"/proc/self/fd/{source}"
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.isdir(handle):  # noqa: PTH112  (through the descriptor, whatever covers the path by now)
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    if bind["writable"]:
        os.chown(handle, ids["uid"], ids["gid"])
    mount(handle, str(target), flags=MS_BIND | MS_REC)
    protect(str(target), writable=bind["writable"])
