"""Where the symbolic links of a tree lead, told without touching a disk."""

from __future__ import annotations

from collections.abc import Mapping

_MOST_HOPS = 40  # as Linux


def leads_out(path: str, links: Mapping[str, str]) -> bool:
    """Whether following the link at ``path`` leaves the tree at any step, or never ends.

    Args:
        path: a link of the tree.
        links: every symbolic link of the tree with what it points to. Everything else counts as a plain file or folder.
    """
    *folder, name = path.split("/")
    here = list(folder)
    ahead = [name]
    hops = 0
    while ahead:
        part = ahead.pop()
        if part in {"", "."}:
            continue
        if part == "..":
            if not here:
                return True
            here.pop()
            continue
        here.append(part)
        target = links.get("/".join(here))
        if target is None:
            continue
        hops += 1
        if target.startswith("/") or hops > _MOST_HOPS:
            return True
        here.pop()
        ahead.extend(reversed(target.split("/")))
    return False
