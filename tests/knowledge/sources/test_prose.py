from hypothesis import given
from hypothesis import strategies as st

from knowledge.content.model import Place
from knowledge.passages import PassageKind
from knowledge.sources.prose import GROUP_TEXT, MAX_TEXT, Piece, chunks, clip, grouped, one_line, sentence_list


def test_values_become_one_line():
    assert one_line({"a": [1, True], "b": None}) == "a: 1, yes, b:"
    assert one_line("x\n  y") == "x y"
    assert len(one_line(["word"] * 500, 50)) <= 50


def test_lists_say_what_is_left_out():
    assert sentence_list(["a", "b", "a", "", "c"], 2) == "a, b and 1 more"


@given(st.text(), st.integers(10, 50))
def test_clipped_text_is_short_enough(text, limit):
    assert len(clip(text, limit)) <= limit


def test_chunks_keep_every_item():
    items = [f"package{number}" for number in range(100)]
    parts = list(chunks(items, 80))
    assert ", ".join(parts).split(", ") == items
    assert all(len(part) <= 80 for part in parts)


def pieces(sizes, path="p"):
    return [Piece(Place(path, number, number + 1), "x" * size) for number, size in enumerate(sizes, 1)]


def test_neighbours_are_put_together_within_a_file():
    found = list(grouped([*pieces([10, 10]), *pieces([10], "q")], PassageKind.TASKS, "r", "Role r: "))
    assert [(p.path, p.line, p.end_line) for p in found] == [("p", 1, 3), ("q", 1, 2)]
    assert all(p.text.startswith("Role r: x") and p.role == "r" for p in found)


@given(st.lists(st.integers(1, 2 * MAX_TEXT), max_size=20))
def test_no_passage_is_too_long_and_none_is_lost(sizes):
    found = list(grouped(pieces(sizes), PassageKind.TASKS, ""))
    assert all(len(p.text) <= MAX_TEXT for p in found)
    assert {p.line for p in found} <= set(range(1, len(sizes) + 1))
    if sizes and max(sizes) <= GROUP_TEXT:
        assert sum(p.text.count("x") for p in found) == sum(sizes)
