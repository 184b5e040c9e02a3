"""Renders the prompt files strictly: every declared variable is given, nothing undeclared is used.

A prompt file starts with one line that declares its variables (perhaps none), then an empty line, then the text::

    variables: request facts

    The request is: $request

Values are inserted as they are and never interpreted, whatever they contain.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from string import Template


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt; ``sha256`` is that of the prompt file, so that a run can say which wording it used."""

    name: str
    text: str
    sha256: str


def render(name: str, **values: str) -> Prompt:
    """Fill in a prompt file.

    Args:
        name: the file's stem in ``prompts/``.
        values: one text for each declared variable.

    Raises:
        ValueError: the file is malformed, or values and declaration differ; a defect, not a user's error.
    """
    source = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    head, _, body = source.partition("\n\n")
    label, _, declaration = head.partition(":")
    if label != "variables":
        raise ValueError(f"prompts/{name}.md: the first line must declare its variables")
    template, declared = Template(body), set(declaration.split())
    used = set(template.get_identifiers())
    if not declared == used == set(values):
        raise ValueError(f"prompts/{name}.md: declared {declared}, used {used}, given {set(values)}")
    return Prompt(name, template.substitute(values), hashlib.sha256(source.encode()).hexdigest())
