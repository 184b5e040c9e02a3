"""Splits a request into clauses: one wish each, kept as it was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTES = "\"'`“”\u2018\u2019"
MAX_CHARACTERS = 4_000
"""A longer text is a document, not a request."""

_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|\u2018[^\u2019\n]*\u2019|`[^`\n]*`|(?<![\w'])'[^'\n]*'(?!\w)")
_SEPARATOR = re.compile(
    r"\s*(?P<hard>[.!;]+(?=\s|$)|(?<=\?)\s|\n|\bbut\b)\s*"
    r"|\s*(?:,|&(?=\s)|\b(?:and then|and also|and|then|also|plus|as well as)\b)\s*",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:please|kindly|that|now|first|next|finally|just|also|then|and|so|ok|okay|hi|hello|hey|thanks|thank you|let's|"
    r"(?:can|could|would|will) you|(?:i|we) (?:want|need|wish|have)(?: you)? to|"
    r"(?:i'd|i would|we'd|we would) (?:like|love)(?: you)? to)(?:\s+|:\s*|$)",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:make sure|be sure|ensure|see to it|i want|i need|i wish|i'd like|i would like|we want|we need|we'd like|"
    r"we would like|have|get)(?:\s+that)?(?:\s+to (?:have|see|get))?\s+",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"(?:\s+(?:please|now|too|as well|for me|for us|thanks|thank you|here|"
    r"on (?:my|our|this|the) (?:machine|system|computer|workstation|laptop|desktop|box|host|pc)))+$|\s*\?$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?:install|uninstall|deinstall|remove|delete|add|append|insert|put|write|create|make|enable|disable|start|stop|"
    r"restart|reload|set|limit|raise|allow|give)\b",
    re.IGNORECASE,
)
_BARE_VERBS = re.compile(r"(?:enable|disable|start|stop)", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\s(?:is|are|be|should|must|has|have|contains?|installed|uninstalled|removed|enabled|disabled|started|stopped|"
    r"running|present|absent|starts?)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:why|how|what|which|when|where|who|whose|whom|(?:is|are|does|do|did|should|shall|may|can|could|would|will|has|"
    r"am|was|were) (?:i|we|it|he|she|they|there|this|that|the|my|anyone|somebody|someone))\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:(?:do |does |did )?not|never|without|no|none|nothing|except|instead|avoid|neither|nor|cannot|rather|dont)\b"
    r"|\w+n['\u2019]t\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|unless|until|while|whenever|in case|only when|depending)\b", re.IGNORECASE)
_ACTION = re.compile(r"(?:restart|reload|reboot|upgrade|update|run|execute|print|show|list|tell)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|them|him|her|this|these|those)\b", re.IGNORECASE)
_ARTICLES = re.compile(r"(?:the|a|an|my|our|some|both|also|then|and)\s+", re.IGNORECASE)


def listed(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


PROSE = listed(
    "it them him her that this these those everything something anything nothing none no not all stuff thing things "
    "any some one both other others more my me us you the a an new everyone everybody here there again "
    "properly correctly user users group groups service services line lines file files role roles package packages"
)
"""Words that look like a name and never are one."""


@dataclass(frozen=True)
class Clause:
    """One wish.

    Attributes:
        text: verbatim, as in the request.
        body: without greetings, politeness and the words that only say it is a wish.
        wished: whether such words stood before it ("make sure", "I want"), so that a state may follow.
    """

    text: str
    body: str
    wished: bool = False


@dataclass(frozen=True)
class _Piece:
    """What stands between two separators."""

    start: int
    end: int
    hard: bool
    """Whether what separates it from the piece before ends a sentence."""


def split(words: str) -> tuple[Clause, ...]:
    """Return the clauses of a request in order; pure politeness is left out.

    Quoted text is never split. A piece that starts no wish of its own belongs to the wish before it, so that lists
    ("install a, b and c") stay whole.
    """
    clauses: list[Clause] = []
    for group in _groups(words, list(_pieces(words))):
        text = words[group[0].start : group[-1].end].strip()
        inherits = bool(clauses) and clauses[-1].wished and not group[0].hard
        body, wished = _stripped(text)
        if body:
            clauses.append(Clause(text=text, body=body, wished=wished or (inherits and not _VERB.match(body))))
    return tuple(clauses)


def items(text: str) -> tuple[str, ...]:
    """Split a list ("the a, b and c") into its items, without articles."""
    parts = re.split(r"\s*(?:,|&|\b(?:and|plus|as well as)\b)\s*", text, flags=re.IGNORECASE)
    bare = (_without_articles(part.strip()) for part in parts)
    return tuple(part for part in bare if part)


def unquoted(text: str) -> str:
    """Take one pair of quotes off a text that is quoted as a whole."""
    text = text.strip()
    return text[1:-1] if _QUOTED.fullmatch(text) else text


def why_not(clause: Clause) -> str:
    """Say why a clause that nobody understood is not acted upon."""
    plain = _QUOTED.sub("", clause.text)
    if _QUESTION.match(clause.body) or clause.text.rstrip().endswith("?"):
        return "a question, not a change"
    if _NEGATION.search(plain):
        return "it says what is not wanted; say only what should be so, such as: remove NAME"
    if _CONDITION.search(plain):
        return "conditions are not understood; ask for the change without one"
    if _ACTION.match(clause.body):
        return "an action, not a state that can be kept"
    if pronoun := _PRONOUN.search(plain):
        return f"what does “{pronoun[0]}” stand for? name it"
    return (
        "not understood; try: install or remove PACKAGES, enable or start a SERVICE, add a USER to GROUPS, "
        "add the line TEXT to FILE, set LIMIT to VALUE for USER, set SYSCTL to VALUE"
    )


def _pieces(words: str) -> Iterator[_Piece]:
    quoted = [match.span() for match in _QUOTED.finditer(words)]
    start, hard = 0, True
    for match in _SEPARATOR.finditer(words):
        if any(begin < match.end() and match.start() < end for begin, end in quoted):
            continue
        yield _Piece(start, match.start(), hard)
        start, hard = match.end(), match["hard"] is not None
    yield _Piece(start, len(words), hard)


def _groups(words: str, pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        text = words[piece.start : piece.end].strip()
        if not _stripped(text)[0]:
            continue
        if group and (piece.hard or _opens(text, words[group[0].start : group[-1].end])):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _opens(text: str, before: str) -> bool:
    """Whether a piece starts a wish of its own, or goes on with the one before it."""
    body, wished = _stripped(text)
    earlier, earlier_wished = _stripped(before)
    if all(_BARE_VERBS.fullmatch(word) for word in re.split(r"[\s,]+|\band\b", earlier) if word):
        return False
    if wished or _VERB.match(body) or _QUESTION.match(body) or _NEGATION.match(body) or _CONDITION.match(body):
        return True
    return earlier_wished and bool(_PREDICATE.search(" " + earlier)) and bool(_PREDICATE.search(body))


def _stripped(text: str) -> tuple[str, bool]:
    body, wished = text.strip(), False
    while True:
        if match := _FILLER.match(body):
            body = body[match.end() :]
        elif match := _WISH.match(body):
            body, wished = body[match.end() :], True
        else:
            break
    while match := _TRAILER.search(body):
        if match.end() == match.start():
            break
        body = body[: match.start()]
    return body.strip(), wished


def _without_articles(text: str) -> str:
    while match := _ARTICLES.match(text):
        text = text[match.end() :]
    return text
