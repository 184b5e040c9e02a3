import os

import pytest

from knowledge.content.source import MAX_BYTES, Troubles, Unreadable, read_text, read_yaml


def test_byte_order_mark_is_dropped_and_line_ends_stay(write):
    root = write({"a.yml": b"\xef\xbb\xbfa: 1\r\n"})
    assert read_text(root, "a.yml") == "a: 1\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a: 1\nb: \xff\n", r"not UTF-8 \(line 2\)"),
        (b"\x00\x01", "binary"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
        ("a: 1".encode("utf-16"), "UTF-8|binary"),
    ],
)
def test_unfit_files_are_unreadable(write, data, reason):
    with pytest.raises(Unreadable, match=reason):
        read_text(write({"a.yml": data}), "a.yml")


def test_a_pipe_does_not_block(write):
    root = write({})
    os.mkfifo(root / "a.yml")
    with pytest.raises(Unreadable, match="regular file"):
        read_text(root, "a.yml")


def test_absent_and_folder_are_unreadable(write):
    root = write({"d/x": ""})
    for name in ("absent", "d"):
        with pytest.raises(Unreadable):
            read_text(root, name)


def test_trouble_is_collected_with_its_line(write):
    root = write({"a.yml": "a: 1\n b: 2\n", "b.yml": "a: 1\na: 2\n"})
    troubles = Troubles()
    assert read_yaml(root, "a.yml", "", troubles) is None
    file = read_yaml(root, "b.yml", "", troubles)
    assert file is not None
    assert file.place(3, 1).end_line == 3
    file.report(7, "odd")
    assert [(problem.path, problem.line) for problem in troubles.found] == [("a.yml", 2), ("b.yml", 2), ("b.yml", 7)]
