"""What a repository allows, and the published schema of it."""

from __future__ import annotations

import importlib.util
import json
from importlib.machinery import SourceFileLoader

import pytest
from pydantic import ValidationError

from agent.domain.repository_policy import Allowance, RepositoryPolicy
from tests.fakes.cli import ROOT

PATH = "roles/vendor/tasks/main.yml"


@pytest.mark.parametrize(
    ("paths", "covered"),
    [
        ((), True),
        (("roles/vendor",), True),
        (("./roles/vendor/",), True),
        ((PATH,), True),
        (("roles/*/tasks/*",), True),
        (("roles/ven",), False),
        (("playbooks",), False),
    ],
)
def test_where_an_allowance_holds(paths, covered):
    allowance = Allowance(rule="shell", reason="x", paths=paths)
    assert allowance.covers("shell", PATH, trusted=True) is covered
    assert not allowance.covers("delegated", PATH, trusted=True)


def test_agents_are_only_allowed_what_is_said_to_be_for_them():
    assert not Allowance(rule="shell", reason="x").covers("shell", PATH, trusted=False)
    assert Allowance(rule="shell", reason="x", agents=True).covers("shell", PATH, trusted=False)


def test_a_reason_is_needed():
    with pytest.raises(ValidationError):
        RepositoryPolicy.model_validate({"allow": [{"rule": "shell", "reason": ""}]})


def test_the_published_schema_is_that_of_the_model():
    loader = SourceFileLoader("policy_schema", str(ROOT / "scripts" / "policy-schema"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    script = importlib.util.module_from_spec(spec)
    loader.exec_module(script)
    published = (ROOT / "docs" / "syncopate.schema.json").read_text()
    assert published == script.schema(), "run scripts/policy-schema"
    assert set(json.loads(published)["properties"]) == set(RepositoryPolicy.model_fields)
