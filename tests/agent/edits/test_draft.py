from __future__ import annotations

import pytest

from agent.edits.draft import Change, Draft
from agent.edits.nodes import shape_of
from agent.errors import EditError


def test_bytes_come_back_as_they_were():
    data = b"\xef\xbb\xbf---\r\na: 'b'\t# c"
    assert Draft("f.yml", data).encode() == data


def test_an_absent_file_begins_with_its_marker():
    assert Draft("f.yml", None).encode() == b"---\n"


def test_what_is_not_utf8_is_refused():
    with pytest.raises(EditError, match="not UTF-8"):
        Draft("f.yml", b"a: \xff\n")


def test_a_huge_file_is_refused_before_it_is_parsed():
    with pytest.raises(EditError, match="larger than 5 MB"):
        Draft("f.yml", b"#" * 5_000_001)


def test_new_lines_end_as_the_files_do():
    draft = Draft("f.yml", b"- a\r\n- b\r\n")
    draft.insert_lines(0, ["- new"], Change((0,), 1, 1, (shape_of("new"),)))
    assert draft.encode() == b"- a\r\n- new\r\n- b\r\n"


def test_a_splice_that_does_something_else_is_refused_and_leaves_no_trace():
    draft = Draft("f.yml", b"a: b\n")
    with pytest.raises(EditError, match="can't be edited line by line"):
        draft.splice(3, 4, "c", Change((0,), 1, 2, (shape_of("d"),)))
    assert draft.encode() == b"a: b\n"


def test_a_splice_that_breaks_the_file_is_refused_and_leaves_no_trace():
    draft = Draft("f.yml", b"a: b\n")
    with pytest.raises(EditError, match="would break this file"):
        draft.splice(3, 4, "[", Change((0,), 1, 2, (shape_of("["),)))
    assert draft.encode() == b"a: b\n"


def test_an_anchor_that_is_used_elsewhere_is_not_removed():
    draft = Draft("f.yml", b"a: &x b\nc: *x\n")
    with pytest.raises(EditError, match=r"alias \*x"):
        draft.splice(3, 7, "d", Change((0,), 1, 2, (shape_of("d"),)))


def test_text_that_no_file_can_hold_is_refused():
    draft = Draft("f.yml", b"a: b\n")
    with pytest.raises(EditError, match="no file can hold"):
        draft.splice(3, 4, "\ud800", Change((0,), 1, 2, (shape_of("\ud800"),)))


def test_original_lines_are_followed_through_edits():
    draft = Draft("f.yml", b"- a\n- b\n- c\n")
    draft.insert_lines(0, ["- new"], Change((0,), 1, 1, (shape_of("new"),)))
    assert [draft.now(line) for line in (1, 2, 3)] == [1, 3, 4]
    draft.splice(10, 14, "", Change((0,), 2, 3, ()))
    assert [draft.now(line) for line in (1, 2, 3)] == [1, None, 3]


def test_an_edit_inside_a_line_leaves_it_where_it_is():
    draft = Draft("f.yml", b"a: b\nc: d\n")
    draft.splice(3, 4, "\n  - x", Change((0,), 1, 2, (shape_of(["x"]),)))
    assert [draft.now(line) for line in (1, 2)] == [1, 3]
