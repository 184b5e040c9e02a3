"""Write a file or template of a role as a whole."""

from __future__ import annotations

from agent.domain.edits import WriteFile
from agent.errors import EditError


def write_file(edit: WriteFile) -> bytes:
    """The file's bytes; a text that lacks its last newline gets it.

    Raises:
        EditError: the text can't be encoded.
    """
    text = edit.text if edit.text.endswith("\n") or not edit.text else f"{edit.text}\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise EditError("the text holds characters that no file can hold", where=edit.path) from error
