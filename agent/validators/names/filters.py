"""Filters and tests that do not exist, and Jinja that does not compile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.validators.names.faults import Fault
from agent.validators.names.nearest import nearest
from agent.validators.names.plugin_names import Kind, Presence, builtin, collection_of, presence
from agent.validators.names.uses import Use
from agent.validators.names.view import View


def filters(view: View, uses: Iterable[Use]) -> Iterator[Fault]:
    """Yield the unknown filters and tests among the uses, and what does not parse."""
    for use in uses:
        if use.analysis.trouble:
            yield _invalid(use, *use.analysis.trouble)
        for name in sorted(use.analysis.filters):
            yield from _unknown(view, use, Kind.FILTER, name)
        for name in sorted(use.analysis.tests):
            yield from _unknown(view, use, Kind.TEST, name)


def _invalid(use: Use, line: int, message: str) -> Fault:
    if not use.in_template:
        return Fault("jinja-invalid", use.place.path, use.place.line, message, use.jinja.text, task=use.task)
    # A whole template is not the construct: an edit elsewhere in it does not make its old fault new.
    at = min(use.place.line + line - 1, use.place.end_line)
    return Fault("jinja-invalid", use.place.path, at, message, message, task=use.task)


def _unknown(view: View, use: Use, kind: Kind, name: str) -> Iterator[Fault]:
    found = presence(kind, name)
    if found is Presence.THERE:
        return
    doubt = _doubt(view, use, name)
    if doubt is None:
        return
    if found is Presence.UNTOLD and view.without_collection(name) == name:
        doubt = f"collection {collection_of(name)} is not installed"
    yield Fault(
        f"{kind}-unknown",
        use.place.path,
        view.line_of(use.place, name),
        f"no {kind} is called `{name}`",
        name,
        fix=_fix(kind, name),
        doubt=doubt,
        task=use.task,
    )


def _doubt(view: View, use: Use, name: str) -> str | None:
    """Why it might exist after all; ``None`` when the repository's own plugins have it."""
    own = view.mentions.plugin_strings
    if own is None:
        return "a plugin of this repository can't be read"
    if view.without_collection(name) in own:
        return None
    for stranger in view.company(use.home).strangers:
        return f"role {stranger}, which is not in this repository, may bring it"
    return ""


def _fix(kind: Kind, name: str) -> str:
    if kind is Kind.FILTER and presence(Kind.TEST, name) is Presence.THERE:
        return f"It is a test: write `is {name}`."
    near = nearest(name, builtin(kind))
    return f"Write `{near}`." if near else ""
