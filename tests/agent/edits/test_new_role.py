from __future__ import annotations

import pytest
import yaml

from agent.domain.edits import NewRole
from agent.edits.new_role import new_role
from agent.errors import EditError

FILES = ("README.md", "defaults/main.yml", "meta/argument_specs.yml", "meta/main.yml", "tasks/main.yml")


def absent(_path: str) -> None:
    return None


@pytest.mark.parametrize("path", ["", "ansible/roles/studio"])
def test_the_skeleton(path):
    files = new_role(NewRole(name="studio", description='Sets up: "audio"', path=path), absent)
    assert sorted(files) == [f"{path or 'roles/studio'}/{name}" for name in FILES]
    root = path or "roles/studio"
    assert files[f"{root}/README.md"].decode() == '# studio\n\nSets up: "audio"\n'
    spec = yaml.safe_load(files[f"{root}/meta/argument_specs.yml"])
    assert spec == {"argument_specs": {"main": {"short_description": 'Sets up: "audio"', "options": {}}}}
    assert yaml.safe_load(files[f"{root}/meta/main.yml"])["galaxy_info"]["role_name"] == "studio"


def test_a_role_that_is_there_is_not_overwritten():
    with pytest.raises(EditError, match="there already"):
        new_role(NewRole(name="studio", description="x"), lambda path: b"" if path.endswith("tasks/main.yml") else None)


@pytest.mark.parametrize("description", ["", " \n", "a\x1b[31m"])
def test_a_description_is_needed(description):
    with pytest.raises(EditError, match="description"):
        new_role(NewRole(name="studio", description=description), absent)
