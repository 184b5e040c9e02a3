from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.frontends.text import printable


@given(st.text())
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    shown = printable(text)
    assert all(
        character in "\n\t" or (ord(character) >= 32 and not 0x7F <= ord(character) <= 0x9F) for character in shown
    )


def test_plain_text_stays() -> None:
    assert printable("tab\tline\nümlaut ♪") == "tab\tline\nümlaut ♪"


def test_what_is_hidden_is_shown() -> None:
    assert printable("\x1b]0;title\x07\u202e") == "\\x1b]0;title\\x07\\x202e"
