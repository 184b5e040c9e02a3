"""Faults in what a task tells its module."""

from __future__ import annotations

from random import Random

import yaml

from evals.mutants import modules
from evals.mutants.misspelling import SHORT, misspelt
from evals.mutants.sites import Fault, Site


def parameter_misspelt(site: Site, rng: Random) -> Fault | None:
    """``dset:`` for ``dest:``."""
    names = [name for name in site.args if len(name) >= SHORT]
    if not names or site.short in modules.ANYTHING_GOES:
        return None
    name = rng.choice(names)
    wrong = misspelt(name, rng)
    return site.replaced(site.args[name][0], wrong, f"{site.short}: {name} -> {wrong}") if wrong else None


def parameter_of_another_module(site: Site, rng: Random) -> Fault | None:
    """``creates:`` given to ``copy``."""
    if not site.args or site.short in modules.ANYTHING_GOES | modules.PASSES_ON:
        return None
    foreign = [name for name, owners in modules.OWNERS.items() if site.short not in owners and name not in site.args]
    name = rng.choice(foreign)
    beside = rng.choice(list(site.args.values()))
    return site.with_line(
        beside, f"{name}: 5" if name == "cache_valid_time" else f"{name}: true", f"{site.short}: {name}"
    )


def choice_wrong(site: Site, rng: Random) -> Fault | None:
    """``state: presnet``."""
    choices = modules.CHOICES.get(site.short, {})
    found = [name for name in choices if name in site.args and site.args[name][1].value in choices[name]]
    if not found:
        return None
    name = rng.choice(found)
    wrong = misspelt(site.args[name][1].value, rng)
    return site.replaced(site.args[name][1], wrong, f"{site.short}: {name}: {wrong}") if wrong else None


def state_of_another_module(site: Site, rng: Random) -> Fault | None:
    """``state: present`` for a service."""
    allowed = modules.CHOICES.get(site.short, {}).get("state")
    if not allowed or "state" not in site.args or site.args["state"][1].value not in allowed:
        return None
    wrong = rng.choice([state for state in modules.STATES_ELSEWHERE if state not in allowed])
    return site.replaced(site.args["state"][1], wrong, f"{site.short}: state: {wrong}")


def type_wrong(site: Site, rng: Random) -> Fault | None:
    """``enabled: sometimes``, ``timeout: soon``."""
    found = [name for name in site.args if name in modules.BOOLEANS | modules.NUMBERS]
    found = [name for name in found if isinstance(site.args[name][1], yaml.ScalarNode)]
    if not found or site.short in modules.ANYTHING_GOES:
        return None
    name = rng.choice(found)
    wrong = "sometimes" if name in modules.BOOLEANS else "soon"
    return site.replaced(site.args[name][1], wrong, f"{site.short}: {name}: {wrong}")


def required_missing(site: Site, rng: Random) -> Fault | None:
    """``copy`` without ``dest``."""
    needed = [name for names in modules.REQUIRED.get(site.short, ()) for name in names if name in site.args]
    if not needed or len(site.args) <= 1:
        return None
    name = rng.choice(needed)
    return site.without(site.args[name], f"{site.short} without {name}")


def exclusive_together(site: Site, rng: Random) -> Fault | None:
    """``src`` and ``content`` at once."""
    found = [(name, line) for name, line in modules.EXCLUSIVE.get(site.short, ()) if name in site.args]
    found = [(name, line) for name, line in found if line.partition(":")[0] not in site.args]
    if not found:
        return None
    name, line = rng.choice(found)
    return site.with_line(site.args[name], line, f"{site.short}: {name} beside {line}")


def mode_unquoted(site: Site, _rng: Random) -> Fault | None:
    """``mode: 644``, a decimal number."""
    mode = site.args.get("mode")
    if mode is None or not isinstance(mode[1], yaml.ScalarNode) or not mode[1].value.lstrip("0").isdigit():
        return None
    wrong = mode[1].value.lstrip("0")
    return site.replaced(mode[1], wrong, f"{site.short}: mode: {wrong}")


def key_value_broken(site: Site, rng: Random) -> Fault | None:
    """``file: path=/x state directory``."""
    plain = {name: value.value for name, (_, value) in site.args.items() if isinstance(value, yaml.ScalarNode)}
    short = site.short not in modules.ANYTHING_GOES | {"command", "shell"}
    if (
        len(plain) <= 1
        or len(plain) != len(site.args)
        or not short
        or any(set(it) & set(" \n\"'{=:#") for it in plain.values())
    ):
        return None
    broken = rng.choice(list(plain))
    words = " ".join(f"{name} {value}" if name == broken else f"{name}={value}" for name, value in plain.items())
    key, _ = site.pairs[site.module]
    last = site.args[list(site.args)[-1]][1]
    return site.spliced(site.end(key), site.end(last), f": {words}", f"{site.short}: {words}")


def parameter_as_keyword(site: Site, _rng: Random) -> Fault | None:
    """A parameter that slipped out to the task."""
    lasting = [
        name
        for name, (_, value) in site.args.items()
        if isinstance(value, yaml.ScalarNode) and "\n" not in site.raw(value)
    ]
    lasting = [
        name
        for name in lasting
        if name not in {"name", "environment", "when", "vars", "args", "port", "timeout", "diff", "delay"}
    ]
    if len(site.args) <= 1 or not lasting or lasting[-1] != list(site.args)[-1]:
        return None
    key, _ = site.args[lasting[-1]]
    outer = int(site.pairs[site.module][0].start_mark.column)
    start = site.start(key) - int(key.start_mark.column)
    return site.spliced(start, site.start(key), " " * outer, f"{site.short}: {lasting[-1]} beside the module")


def keyword_as_parameter(site: Site, _rng: Random) -> Fault | None:
    """A ``when`` that slipped in among the parameters."""
    if not site.args or site.short in modules.ANYTHING_GOES:
        return None
    module_line = site.last_line(site.pairs[site.module][1])
    behind = [
        name
        for name in ("when", "notify", "register", "become", "loop")
        if name in site.pairs
        and isinstance(site.pairs[name][1], yaml.ScalarNode)
        and "\n" not in site.raw(site.pairs[name][1])
        and site.pairs[name][0].start_mark.line == module_line + 1
    ]
    if not behind:
        return None
    key = site.pairs[behind[0]][0]
    inner = int(next(iter(site.args.values()))[0].start_mark.column)
    start = site.start(key) - int(key.start_mark.column)
    return site.spliced(start, site.start(key), " " * inner, f"{site.short}: {behind[0]} among the parameters")


def keyword_misspelt(site: Site, rng: Random) -> Fault | None:
    """``notfiy:``."""
    found = [name for name in ("when", "notify", "register", "become", "changed_when", "loop") if name in site.pairs]
    if not found:
        return None
    name = rng.choice(found)
    wrong = misspelt(name, rng)
    return site.replaced(site.pairs[name][0], wrong, f"{name} -> {wrong}") if wrong else None
