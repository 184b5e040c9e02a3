from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.content.values import construct
from knowledge.content.yaml_lines import MAX_DEPTH, MAX_VALUES, Mapping, Scalar, Sequence, YamlTrouble, compose


def test_lines_of_items_run_from_the_dash_to_the_last_content_line():
    document = compose(
        "---\n- name: a\n  copy: {src: b,\n    dest: c}\n\n# note\n"
        "-\n  name: b\n  shell: |\n    x\n\n    y\n\n\n# end\n- c\n"
    )
    assert isinstance(document.root, Sequence)
    assert document.root.spans == [(2, 4), (7, 12), (16, 16)]


def test_dash_on_its_own_line_is_found_past_comments():
    document = compose("-  # why\n\n  # more\n  a: 1\n")
    assert isinstance(document.root, Sequence)
    assert document.root.spans == [(1, 4)]


def test_anchored_item_begins_at_its_dash():
    document = compose("- &x\n  a: 1\n- *x\n")
    assert isinstance(document.root, Sequence)
    assert document.root.spans == [(1, 2), (3, 3)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_line_ends_count_alike(newline):
    document = compose(newline.join(["a: 1", "# c", "b: 2", "c:", "  - 3"]))
    assert isinstance(document.root, Mapping)
    assert [key.line for key, _ in document.root.pairs] == [1, 3, 4]


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_unicode_line_separators_are_not_lines(mark):
    document = compose(f"a: 'x{mark}y'\nb: 2\n")
    assert isinstance(document.root, Mapping)
    assert [key.line for key, _ in document.root.pairs] == [1, 2]


def test_duplicate_keys_last_wins_and_is_doubted():
    document = compose("a: 1\nb: 2\na: 3\n")
    assert construct(document.root) == {"a": 3, "b": 2}
    assert document.doubts == ((3, "duplicate key 'a': only the last one counts"),)


def test_same_word_with_another_type_is_another_key():
    assert compose("1: a\n'1': b\n").doubts == ()


def test_merge_keys_are_merged_own_keys_first():
    assert construct(compose("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n").root) == {
        "x": {"a": 1, "b": 2},
        "y": {"b": 3, "a": 1},
    }
    assert construct(compose("<<: [{a: 1}, {a: 2, b: 2}]\n").root) == {"a": 1, "b": 2}


def test_merging_a_word_is_doubted():
    assert compose("<<: 3\n").doubts == ((1, "a merge key (<<) must name a mapping"),)


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}"])
def test_self_containing_alias_is_refused(text):
    with pytest.raises(YamlTrouble, match="contains itself"):
        compose(text)


def test_alias_without_anchor_is_refused():
    with pytest.raises(YamlTrouble, match=r"no anchor|undefined"):
        compose("a: *b")


def test_aliases_that_blow_up_are_refused():
    names = "abcdefghij"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]" for p, n in pairwise(names)]
    with pytest.raises(YamlTrouble, match="aliases expand"):
        compose("\n".join(lines))


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000, "{a: " * 50_000])
def test_deep_nesting_is_refused(text):
    with pytest.raises(YamlTrouble, match=f"more than {MAX_DEPTH} levels"):
        compose(text)


def test_too_many_values_are_refused():
    with pytest.raises(YamlTrouble, match=f"more than {MAX_VALUES} values"):
        compose("[" + "a," * (MAX_VALUES + 1) + "]")


def test_error_names_line_and_expectation():
    with pytest.raises(YamlTrouble, match="mapping values are not allowed") as caught:
        compose("a: 1\nb: c: d\n")
    assert caught.value.line == 2


def test_tabs_are_named():
    with pytest.raises(YamlTrouble, match="tabs") as caught:
        compose("a:\n\tb: 1\n")
    assert caught.value.line == 2


def test_second_document_is_refused():
    with pytest.raises(YamlTrouble, match="more than one YAML document") as caught:
        compose("- a\n---\n- b\n")
    assert caught.value.line == 2


def test_empty_text_has_no_root():
    assert compose("# nothing\n").root is None


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with suppress(YamlTrouble):
        construct(compose(text).root)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a: 1", "a:\n    - 1", "a: |\n    x", "a: {b: [1]}"]))))
def test_item_lines_are_those_of_the_dashes(items):
    text = "".join("\n" * blanks + f"- {body}\n" for blanks, body in items)
    document = compose(text)
    dashes = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("- ")]
    spans = document.root.spans if isinstance(document.root, Sequence) else []
    assert [first for first, _ in spans] == dashes
    lines = text.split("\n")
    assert all(lines[last - 1].strip() for _, last in spans)


def test_plain_scalar_lines():
    document = compose("\n\nword\n")
    assert isinstance(document.root, Scalar)
    assert (document.root.line, document.root.end_line) == (3, 3)


def test_a_block_scalars_text_begins_below_its_indicator():
    root = compose("a: |\n  b\nc: >-  # d\n  e\nf: 'g\n  h'\n").root
    assert [(value.line, value.text_line) for _, value in root.pairs] == [(1, 2), (3, 4), (5, 5)]
