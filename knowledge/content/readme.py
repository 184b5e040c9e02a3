"""README sections with substance; what ``ansible-galaxy init`` wrote and nobody changed is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.content.yaml_lines import split_lines

_STUB_LINES = (
    "A brief description of the role goes here",
    "Any pre-requisites that may not be covered by Ansible itself",
    "A description of the settable variables for this role should go here",
    "A list of other roles hosted on Galaxy should go here",
    "Including an example of how to use your role",
    "An optional section for the role authors",
    "- hosts: servers",
    "roles:",
    "- { role: username.rolename",
)
_FORMALITIES = frozenset({"license", "licence", "author", "authors", "author information"})
_HASH_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"(={3,}|-{3,})\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, up to the next heading."""

    title: str
    line: int
    end_line: int
    text: str

    @property
    def is_stub(self) -> bool:
        """Whether it says nothing but what the generator wrote (or nothing at all)."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return all(line.startswith(_STUB_LINES) or _FENCE.match(line) for line in lines)

    @property
    def is_formality(self) -> bool:
        """Whether it is about licence or authors."""
        return self.title.lower().strip(" :") in _FORMALITIES


def sections(text: str) -> tuple[Section, ...]:
    """Split Markdown at its headings; text before the first heading has an empty title."""
    lines = split_lines(text)
    starts = [(0, "", 0), *_headings(lines)]
    found = []
    for (start, title, height), (end, _, _) in zip(starts, [*starts[1:], (len(lines), "", 0)], strict=True):
        last = end
        while last > start + 1 and not lines[last - 1].strip():
            last -= 1
        body = "\n".join(lines[start + height : last]).strip()
        if title or body:
            found.append(Section(title, start + 1, max(last, start + 1), body))
    return tuple(found)


def is_stub(text: str) -> bool:
    """Whether a README is the generator's, another title, licence or author aside."""
    return all(section.is_stub or section.is_formality for section in sections(text))


def _headings(lines: tuple[str, ...]) -> list[tuple[int, str, int]]:
    """Return each heading's index, title and height in lines; fenced code has none."""
    found: list[tuple[int, str, int]] = []
    fenced = False
    for index, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        if fenced:
            continue
        above = lines[index - 1].strip() if index else ""
        if match := _HASH_HEADING.match(line):
            found.append((index, match[1], 1))
        elif _UNDERLINE.match(line) and above and not _HASH_HEADING.match(above):
            found.append((index - 1, above, 2))
    return found
