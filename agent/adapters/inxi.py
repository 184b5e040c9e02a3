"""Sound devices, as inxi names them. Facts do without where it is missing, slow or speaks another dialect."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator

from agent.adapters import programs
from agent.domain.facts import AudioDevice
from agent.errors import ToolError

_SECONDS = 15
_MAX_TEXT = 200
_KEY = re.compile(r"^(?:\d+#)*(?P<name>.+)$")
"""inxi sorts its JSON by prefixing each name: ``000#1#1#Device``."""


def audio_devices() -> tuple[AudioDevice, ...]:
    """Return this machine's sound devices; none when inxi is absent or gives no usable answer."""
    try:
        program = programs.find("inxi")
        done = subprocess.run(
            # Without --tty, and without a terminal, inxi believes it was started from IRC and refuses.
            [program, "--tty", "-A", "--output", "json", "--output-file", "print"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            cwd="/",
            env={
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG": "C.UTF-8",
                "HOME": "/",
            },
        )
    except (OSError, subprocess.TimeoutExpired, ToolError):
        return ()
    return parse(done.stdout)


def parse(output: bytes) -> tuple[AudioDevice, ...]:
    """Pick the sound devices out of inxi's JSON; bus and chip ids, serials and servers are left behind."""
    try:
        report = json.loads(output)
    except (ValueError, RecursionError):
        return ()
    return tuple(
        AudioDevice(name=name, driver=_text(row.get("driver")))
        for row in _rows(report)
        if (name := _text(row.get("Device")))
    )


def _rows(report: object) -> Iterator[dict[str, object]]:
    sections = report if isinstance(report, list) else []
    for section in sections:
        for rows in section.values() if isinstance(section, dict) else ():
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, dict):
                    yield {_bare(key): value for key, value in row.items()}


def _bare(key: str) -> str:
    matched = _KEY.match(key)
    return re.sub(r"-\d+$", "", matched["name"]) if matched else key


def _text(value: object) -> str:
    usable = isinstance(value, str) and value.isprintable() and value != "N/A"
    return str(value).strip()[:_MAX_TEXT] if usable else ""
