"""Modules of the repository are judged by what stands at the base."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.domain.modules import Absence, ModuleAbsent, ModuleSpec
from agent.validators.arguments.shipped import ShippedModules
from knowledge.content.reader import read

MODULE = 'DOCUMENTATION = "options: {a: {type: int}}"\nraise SystemExit("nobody may run me")\n'
TASKS = {"galaxy.yml": "namespace: acme\nname: studio\n", "roles/audio/tasks/main.yml": "[]\n"}


@pytest.fixture
def ship(tmp_path, docs):
    def make(before: dict[str, str], after: dict[str, str] | None = None) -> ShippedModules:
        roots = []
        for name, files in (("before", before), ("after", before if after is None else after)):
            for path, text in {**TASKS, **files}.items():
                file = Path(tmp_path, name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            roots.append(read(tmp_path / name))
        return ShippedModules(*roots, docs)

    return make


@pytest.mark.parametrize(
    ("path", "name", "collections"),
    [
        ("library/mine.py", "mine", ()),
        ("playbooks/library/mine.py", "mine", ()),
        ("roles/audio/library/mine.py", "mine", ()),
        ("plugins/modules/mine.py", "acme.studio.mine", ()),
        ("plugins/modules/mine.py", "mine", ("acme.studio",)),
        ("plugins/modules/sub/mine.py", "acme.studio.sub.mine", ()),
        ("plugins/modules/sub/mine.py", "mine", ()),
        ("collections/ansible_collections/other/coll/plugins/modules/mine.py", "other.coll.mine", ()),
    ],
)
def test_a_module_of_the_base_is_documented(ship, path, name, collections):
    found = ship({path: MODULE}).find(name, collections)

    assert isinstance(found, ModuleSpec)
    assert found.spec.options["a"].type == "int"


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {"library/mine.py": MODULE}), ({"library/mine.py": MODULE}, {"library/mine.py": MODULE + "\n"})],
)
def test_what_the_change_brings_proves_nothing(ship, before, after):
    found = ship(before, after).find("mine", ())

    assert isinstance(found, ModuleAbsent)
    assert found.absence is Absence.UNDOCUMENTED
    assert "change itself" in found.reason


@pytest.mark.parametrize("path", ["library/mine.sh", "library/mine"])
def test_a_module_in_another_language_is_one_all_the_same(ship, path):
    found = ship({path: "#!/bin/sh\n"}).find("mine", ())

    assert isinstance(found, ModuleAbsent)
    assert found.absence is Absence.UNDOCUMENTED


def test_a_collection_knows_its_own_modules(ship):
    shipped = ship({"plugins/modules/mine.py": MODULE, "plugins/modules/README.md": "x"})

    assert shipped.find("acme.studio.mien", ()).absence is Absence.UNKNOWN
    assert shipped.find("other.coll.mine", ()) is None
    assert shipped.find("copy", ("acme.studio",)) is None
    assert shipped.others(("acme.studio", "a.b")) == ("a.b",)
    assert "acme.studio.mine" in shipped.names()
    assert not [name for name in shipped.names() if "README" in name]


def test_what_its_routing_speaks_of_is_left_open(ship):
    runtime = {"meta/runtime.yml": "plugin_routing: {modules: {mien: {redirect: acme.studio.mine}}}\n"}

    assert ship(runtime).find("acme.studio.mien", ()).absence is Absence.UNDOCUMENTED


def test_links_are_not_followed(ship, tmp_path):
    (tmp_path / "secret.py").write_text(MODULE)
    (tmp_path / "after/library").mkdir(parents=True)
    (tmp_path / "after/library/mine.py").symlink_to(tmp_path / "secret.py")

    assert ship({}).find("mine", ()) is None
