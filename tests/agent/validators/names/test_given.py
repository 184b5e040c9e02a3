import pytest

from agent.validators.names.given import is_given


@pytest.mark.parametrize("name", ["ansible_facts", "ansible_loop", "hostvars", "omit", "role_path", "facter_x"])
def test_names_that_ansible_gives(name):
    assert is_given(name)


@pytest.mark.parametrize("name", ["item", "result", "ansible", "my_ansible_facts"])
def test_names_that_somebody_has_to_define(name):
    assert not is_given(name)
