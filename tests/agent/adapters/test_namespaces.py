from __future__ import annotations

import pytest

from agent.adapters import namespaces


def test_a_refused_call_names_its_step():
    with pytest.raises(namespaces.StepError, match=r"staging: .*No such file") as caught, namespaces.step("staging"):
        namespaces.mount("none", "/no/such/place", "tmpfs")
    assert caught.value.step == "staging"


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError), namespaces.step("staging"):
        raise ZeroDivisionError


def test_a_map_command_that_fails_is_named(tmp_path):
    """In a child, for it would leave this process in a half-made namespace."""
    import os

    refuses = tmp_path / "refuses"
    refuses.write_text("#!/bin/sh\nexit 1\n")
    refuses.chmod(0o755)
    child = os.fork()
    if child == 0:
        try:
            namespaces.enter_user_namespace([[str(refuses)]])
        except namespaces.StepError as error:
            os._exit(42 if error.step == "id-map" else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
