"""The nearest real names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from knowledge.content.keywords import TASK_KEYWORDS

_MOST = 3
_LONGEST = 100
_SHOWN = 12


def nearest(name: str, real: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """At most three of the real names, the most similar first."""
    return difflib.get_close_matches(name[:_LONGEST], list(real), n=_MOST, cutoff=cutoff)


def instead(name: str, real: Iterable[str]) -> str:
    """Advice: the nearest real names, or where there is none, the real names."""
    known = sorted(set(real))
    found = nearest(name, known)
    if found:
        return f"Write {either(found)}."
    if not known:
        return "Leave it out: it takes none."
    return f"It has: {', '.join(known[:_SHOWN])}{', ...' if len(known) > _SHOWN else '.'}"


def nearest_modules(name: str, installed: Iterable[str]) -> list[str]:
    """What a module's name may mean: its short name elsewhere, its like in its collection, its like at all."""
    collection, _, short = name.rpartition(".")
    by_short: dict[str, list[str]] = {}
    for module in installed:
        by_short.setdefault(module.rpartition(".")[2], []).append(module)
    found = list(by_short.get(short, ()))
    if collection:
        siblings = {it: f"{collection}.{it}" for it, full in by_short.items() if f"{collection}.{it}" in full}
        found += [siblings[it] for it in nearest(short, siblings)]
    else:
        found += nearest(short, TASK_KEYWORDS, cutoff=0.8)
    found += [module for like in nearest(short, by_short, cutoff=0.75) for module in _builtin_first(by_short[like])]
    return list(dict.fromkeys(found))[:_MOST]


def _builtin_first(modules: list[str]) -> list[str]:
    return sorted(modules, key=lambda module: not module.startswith("ansible.builtin."))


def either(names: Sequence[str], word: str = "or") -> str:
    """``a``, ``b`` or ``c``, as code; at most a dozen."""
    quoted = [f"`{name}`" for name in names[:_SHOWN]]
    if len(names) > _SHOWN:
        return f"{', '.join(quoted)}, ..."
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"
