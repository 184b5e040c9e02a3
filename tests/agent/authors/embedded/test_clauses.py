from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.authors.embedded.clauses import items, listed, split, unquoted, why_not


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("install ardour", ["install ardour"]),
        ("Install ardour.", ["Install ardour"]),
        ("please install ardour, thanks", ["install ardour"]),
        ("Hello! Could you please install ardour?", ["install ardour"]),
        ("install ardour and add the user to the audio group", ["install ardour", "add the user to the audio group"]),
        ("install a1, b1 and c1", ["install a1, b1 and c1"]),
        ("install a1, b1, then enable sshd", ["install a1, b1", "enable sshd"]),
        ("install ardour; enable sshd", ["install ardour", "enable sshd"]),
        ("install ardour\nenable sshd", ["install ardour", "enable sshd"]),
        ("enable and start sshd", ["enable and start sshd"]),
        ("I want qjackctl installed and ardour removed", ["qjackctl installed", "ardour removed"]),
        ("make sure sshd is enabled and started", ["sshd is enabled and started"]),
        ("make sure that sshd is enabled and cron is disabled", ["sshd is enabled", "cron is disabled"]),
        ("install ardour but not jack", ["install ardour", "not jack"]),
        ('add the line "a, b and c; d" to /etc/x', ['add the line "a, b and c; d" to /etc/x']),
        ("also install ardour for me please", ["install ardour"]),
        ("install ardour on my workstation", ["install ardour"]),
        ("I would like you to install ardour", ["install ardour"]),
        ("please, thanks", []),
        ("", []),
    ],
)
def test_one_wish_a_clause(words: str, bodies: list[str]) -> None:
    assert [clause.body for clause in split(words)] == bodies


def test_a_wish_allows_a_state_to_follow() -> None:
    assert [clause.wished for clause in split("make sure sshd is enabled and cron is disabled")] == [True, True]
    assert [clause.wished for clause in split("install ardour")] == [False]
    assert [clause.wished for clause in split("I want jack installed. Ardour is broken")] == [True, False]


@given(st.text(max_size=300))
def test_every_clause_is_verbatim_and_in_order(words: str) -> None:
    position = 0
    for clause in split(words):
        found = words.find(clause.text, position)
        assert clause.text
        assert clause.body
        assert found >= position
        position = found + len(clause.text)


def test_items_are_bare() -> None:
    assert items("the a1, an b1 & both c1 and some d1") == ("a1", "b1", "c1", "d1")


def test_only_a_text_quoted_as_a_whole_is_unquoted() -> None:
    assert unquoted(' "a b" ') == "a b"
    assert unquoted('KERNEL=="rtc0"') == 'KERNEL=="rtc0"'


def test_listed_are_the_words() -> None:
    assert listed("a b a") == {"a", "b"}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("why does jack xrun?", "question"),
        ("ardour?", "question"),
        ("don't install ardour", "not wanted"),
        ("install ardour if it is missing", "conditions"),
        ("restart sshd", "action"),
        ("bonjour tout le monde", "try: install"),
    ],
)
def test_the_reason_helps(words: str, reason: str) -> None:
    assert reason in why_not(split(words)[0])


def test_a_question_out_of_politeness_is_a_wish_to_its_end() -> None:
    found = split("Could you make sure that rtkit is installed and that the user is a member of audio?")
    assert [(clause.body, clause.wished) for clause in found] == [
        ("rtkit is installed", True),
        ("the user is a member of audio", True),
    ]


def test_a_pronoun_is_asked_about() -> None:
    assert why_not(split("create a group called studio and add alice to it")[1]) == (
        "what does “it” stand for? name it"
    )
