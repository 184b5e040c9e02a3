from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from agent.errors import SandboxUnavailable, UsageError
from agent.frontends.boundary import INTERRUPTED, guarded
from tests.fakes.cli import ROOT


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


_STUCK = """
import threading
from agent.frontends.boundary import guarded, interruptible
interruptible()
threading.Thread(target=threading.Event().wait).start()  # as a call to a model that never answers
def wait():
    print("waiting", flush=True)
    threading.Event().wait()
raise SystemExit(guarded(wait))
"""


@pytest.mark.parametrize(("again", "code"), [(False, INTERRUPTED), (True, -signal.SIGINT)])
def test_an_interrupt_ends_a_process_whose_threads_hang(again: bool, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _STUCK], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.readline() == "interrupted; what was done is kept: syncopate list\n"
        if again:
            process.send_signal(signal.SIGINT)
        assert process.wait(10) == code
        assert process.stderr.read() == ""
