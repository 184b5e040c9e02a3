from __future__ import annotations

import pytest

from agent.domain.edits import WriteFile
from agent.edits.write_file import write_file
from agent.errors import EditError


@pytest.mark.parametrize(("text", "data"), [("a", b"a\n"), ("a\n", b"a\n"), ("", b""), ("é\n\n", "é\n\n".encode())])
def test_a_text_ends_with_a_newline(text, data):
    assert write_file(WriteFile(path="files/a", text=text)) == data


def test_half_a_character_is_refused():
    with pytest.raises(EditError, match="no file can hold"):
        write_file(WriteFile(path="files/a", text="\ud800"))
