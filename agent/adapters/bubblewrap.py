"""The sandbox: runs a command in the controller's room, with an instance beside it if asked."""

from __future__ import annotations

from pathlib import Path

from agent.adapters import launching, subordinate
from agent.adapters.controller_room import controller_room
from agent.adapters.instance_room import instance_room
from agent.ports import Command, Completed

SOCKET = launching.SOCKET
"""Where the instance is reached, in the controller."""

CONNECTION_PLUGINS = "/run/syncopate/connection_plugins"
"""Where the connection plugin ``instance`` stands in the controller, whenever there is an instance."""

_PLUGINS = Path(__file__).parent / "guest" / "connection"


class BubblewrapSandbox:
    """Implements :class:`agent.ports.Sandbox` with bubblewrap and subordinate ids."""

    def run(self, command: Command) -> Completed:
        """Run to the end or to the limits.

        Raises:
            SandboxUnavailable: this machine can't isolate; nothing ran.
            SandboxError: the sandbox broke around the command, or what it asks for can't be shown in there.
        """
        beside, shown = None, dict(command.read_only)
        if command.instance is not None:
            beside = instance_room(command.instance, command.limits, subordinate.outside())
            shown[_PLUGINS] = CONNECTION_PLUGINS
        main = controller_room(command, shown)
        return launching.launch(main, beside, stdin=command.stdin, results=command.results, limits=command.limits)
