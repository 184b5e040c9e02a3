"""Facts of the target system: of this machine, or from a file. What is not declared is dropped at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.adapters import inxi
from agent.domain.facts import AudioDevice, SystemFacts
from agent.errors import FactsError

HOW_TO = "Make one with: ansible HOST -m ansible.builtin.setup > facts.json"

_SUBSET = ("!all", "!min", "distribution", "platform", "pkg_mgr", "service_mgr", "virtual", "user", "hardware")
_SECONDS = 60
_MAX_BYTES = 10 * 1024 * 1024
_MAX_TEXT = 200
_BANNER = re.compile(r"\s*(?P<host>\S{1,255}) \| (?P<status>[A-Z]+)!? (?:\| rc=-?\d+ )?(?:=>|>>)\s*")


class LocalFacts:
    """Facts of this machine, from Ansible's own ``setup`` module and, where installed, inxi."""

    def gather(self) -> SystemFacts:
        """Return the declared facts of this machine.

        Raises:
            FactsError: the setup module could not be run, or told nothing usable.
        """
        return _declared(_run_setup(), where="this machine", audio=inxi.audio_devices())


class FileFacts:
    """Facts from a JSON file that stands for the system.

    Args:
        path: what ``ansible HOST -m setup`` prints, a file of a JSON fact cache, or a flat object whose names may
            leave out the ``ansible_`` prefix.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def gather(self) -> SystemFacts:
        """Return the declared facts the file holds.

        Raises:
            FactsError: the file can't be read, or is not the facts of one host.
        """
        where = str(self.path)
        raw = _unwrapped(_parse(_read(self.path), where), where)
        return _declared(raw, where=where, audio=_audio(raw.get("audio", []), where))


def _run_setup() -> Mapping[str, Any]:
    # The module alone, fed as Ansible's developer guide shows: a third of the time of the ``ansible`` command, and
    # no configuration, inventory, plugin or environment variable of the user's can come into it.
    arguments = {"ANSIBLE_MODULE_ARGS": {"gather_subset": list(_SUBSET), "gather_timeout": 5}}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ansible.modules.setup"],
            input=json.dumps(arguments).encode(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            cwd="/",
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FactsError(f"the facts of this machine could not be gathered: {error}", hint=HOW_TO) from error
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise FactsError(f"Ansible's setup module failed: {last[0][:_MAX_TEXT]}", where="this machine", hint=HOW_TO)
    return _unwrapped(_parse(done.stdout, "this machine"), "this machine")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FactsError(f"the facts file can't be read: {reason}", where=str(path), hint=HOW_TO) from error
    if len(data) > _MAX_BYTES:
        raise FactsError("the facts file is larger than 10 MB", where=str(path), hint=HOW_TO)
    return data


def _parse(data: bytes, where: str) -> object:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FactsError(f"the facts are not UTF-8 text (byte {error.start})", where=where, hint=HOW_TO) from error
    if not text.strip():
        raise FactsError("the facts file is empty", where=where, hint=HOW_TO)
    banner = _BANNER.match(text)
    if banner and banner["status"] not in ("SUCCESS", "CHANGED"):
        raise FactsError(f"Ansible got no facts of {banner['host']}: {banner['status']}", where=where, hint=HOW_TO)
    text = text[banner.end() :] if banner else text.lstrip()
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        reason = f"{error.msg}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise FactsError(f"the facts are not JSON: {reason}", where=where, hint=HOW_TO) from error
    rest = text[end:].strip()
    if _BANNER.match(rest):
        raise FactsError("the file holds the facts of several hosts", where=where, hint=f"{HOW_TO} (one HOST)")
    if rest:
        raise FactsError("text follows the facts", where=where, hint=HOW_TO)
    return value


def _unwrapped(value: object, where: str) -> Mapping[str, Any]:
    """Take off what Ansible puts around facts: a task's result, a fact cache's ``__payload__``."""
    if isinstance(value, dict) and isinstance(value.get("__payload__"), str):
        value = _parse(value["__payload__"].encode(), where)
    if isinstance(value, dict) and "ansible_facts" in value:
        value = value["ansible_facts"]
    if not isinstance(value, dict):
        raise FactsError("the facts are not a JSON object", where=where, hint=HOW_TO)
    return value


def _declared(raw: Mapping[str, Any], *, where: str, audio: tuple[AudioDevice, ...]) -> SystemFacts:
    """Keep the declared facts and nothing else."""
    kept: dict[str, Any] = {"audio": audio}
    for name, field in SystemFacts.model_fields.items():
        value = raw.get(f"ansible_{name}", raw.get(name))
        if name == "audio" or value is None:
            continue
        kept[name] = _number(name, value, where) if field.annotation is int else _text(name, value, where)
    if raw.get("ansible_virtualization_role", raw.get("virtualization_role", "guest")) != "guest":
        kept["virtualization_type"] = ""  # Ansible also names what this machine could be a host of
    for name in ("os_family", "distribution"):
        if not kept.get(name):
            raise FactsError(f"the facts lack ansible_{name}", where=where, hint=HOW_TO)
    return SystemFacts(**kept)


def _text(name: str, value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT or not value.isprintable():
        found = f"text of {len(value)} characters" if isinstance(value, str) else type(value).__name__
        raise FactsError(f"ansible_{name} should be a short line of text, and is {found}", where=where, hint=HOW_TO)
    return "" if value == "NA" else value


def _number(name: str, value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        found = type(value).__name__
        raise FactsError(f"ansible_{name} should be a whole number, and is {found}", where=where, hint=HOW_TO)
    return value


def _audio(value: object, where: str) -> tuple[AudioDevice, ...]:
    """Sound devices as ``syncopate facts --json`` prints them; Ansible itself has none."""
    try:
        return tuple(AudioDevice.model_validate(device) for device in value) if isinstance(value, list) else ()
    except ValidationError as error:
        raise FactsError("audio should be a list of {name, driver}", where=where, hint=HOW_TO) from error
