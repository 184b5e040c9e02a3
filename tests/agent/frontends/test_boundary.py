from __future__ import annotations

import pytest

from agent.errors import SandboxUnavailable, UsageError
from agent.frontends.boundary import guarded


def raising(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError("x"), 2), (SandboxUnavailable("x", hint="make setup"), 1), (KeyboardInterrupt(), 130)],
)
def test_errors_become_exit_codes(error: BaseException, code: int) -> None:
    assert guarded(lambda: raising(error)) == code


def test_the_message_says_where_what_and_what_next(capsys: pytest.CaptureFixture[str]) -> None:
    guarded(lambda: raising(UsageError("it is \x1b[31mred", where="a.yml", hint="do this")))
    assert capsys.readouterr().err == "error: a.yml: it is \\x1b[31mred\n  do this\n"


def test_a_bug_shows_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 // 0)


def test_a_result_is_passed_on() -> None:
    assert guarded(lambda: 4) == 4
