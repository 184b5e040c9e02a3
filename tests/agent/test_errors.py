from __future__ import annotations

import re

import pytest

from agent import errors
from agent.errors import SyncopateError


def drawn() -> dict[str, tuple[str, int]]:
    """Parent and exit code of every class in the docstring's tree."""
    assert errors.__doc__
    found: dict[str, tuple[str, int]] = {}
    above: list[tuple[int, str]] = []
    for line in errors.__doc__.splitlines():
        match = re.match(r"^    ([│├└─ ]*)([A-Z]\w+) {2,}", line)
        if match is None:
            continue
        depth, name = len(match[1]), match[2]
        above = [(at, parent) for at, parent in above if at < depth]
        code = re.search(r"exit code (\d)", line)
        inherited = found[above[-1][1]][1] if above else 1
        found[name] = (above[-1][1] if above else "Exception", int(code[1]) if code else inherited)
        above.append((depth, name))
    return found


def everything(kind: type[SyncopateError]) -> dict[str, tuple[str, int]]:
    (base,) = kind.__bases__
    found = {kind.__name__: (base.__name__, kind.exit_code)}
    for below in kind.__subclasses__():
        found |= everything(below)
    return found


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    assert drawn() == {name: it for name, it in everything(SyncopateError).items() if hasattr(errors, name)}
    assert set(drawn()) == set(errors.__all__)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SyncopateError("it broke"), "it broke"),
        (SyncopateError("it broke", where="a.yml:3"), "a.yml:3: it broke"),
        (SyncopateError("it broke", where="a.yml:3", hint="Mend it."), "a.yml:3: it broke\n  Mend it."),
    ],
)
def test_an_error_says_where_what_and_what_next(error: SyncopateError, text: str) -> None:
    assert str(error) == text
