"""Comments that keep ansible-lint from saying what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources, Text, is_template_file
from knowledge.content.discover import is_yaml
from knowledge.content.yaml_lines import split_lines

SILENCER = re.compile(r"#\s*(?:noqa|yamllint\s+disable)\b.*")


def silencing(found: Sources) -> Iterator[Hit]:
    """Hits in every file that is linted, comments or not: the linter looks for some of these anywhere in a line."""
    for text in (*found.yaml, *found.files):
        if is_yaml(text.path) or is_template_file(text.path):
            yield from reversed(list(_upwards(text)))


def _upwards(text: Text) -> Iterator[Hit]:
    """Hits from the last line to the first.

    The construct is what is silenced too, on the comment's own line or else the next one with a text: neither moving
    a comment nor changing what it stands at is covered by its having been there.
    """
    below = ""
    lines = split_lines(text.text)
    for number, line in zip(range(len(lines), 0, -1), reversed(lines), strict=True):
        if silencer := SILENCER.search(line):
            construct = line.strip() if line[: silencer.start()].strip() else f"{line.strip()} {below}"
            yield Hit("lint-silenced", text.path, number, f"`{silencer[0].strip()}`", construct)
        below = line.strip() or below
