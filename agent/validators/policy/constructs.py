"""What makes two pieces of Jinja the same construct: their syntax trees, whatever line they stand on."""

from __future__ import annotations

from hashlib import sha256

from jinja2 import nodes


class Constructs:
    """Names nodes by their content. The nodes must live as long as this does."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, node: nodes.Node) -> str:
        """Return the same text for equal trees; each node is looked at once, and none recursively."""
        pending, unknown = [node], []
        while pending:
            part = pending.pop()
            if id(part) not in self._known:
                unknown.append(part)
                pending.extend(part.iter_child_nodes())
        for part in reversed(unknown):
            said = f"{type(part).__name__} {[self._said(value) for _, value in part.iter_fields()]}"
            self._known[id(part)] = sha256(said.encode(errors="backslashreplace")).hexdigest()
        return self._known[id(node)]

    def _said(self, value: object) -> str:
        if isinstance(value, nodes.Node):
            return self._known[id(value)]
        if isinstance(value, list):
            return str([self._said(item) for item in value])
        return hex(value) if type(value) is int else repr(value)  # Python refuses to print very long numbers
