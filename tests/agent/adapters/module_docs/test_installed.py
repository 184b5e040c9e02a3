"""Documentation of installed modules is found as Ansible finds the modules, and kept in a folder that may be damaged."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.adapters.module_docs import InstalledModuleDocs
from agent.domain.modules import Absence, ModuleAbsent, ModuleSpec


def again(docs: InstalledModuleDocs, installation: Path, tmp_path: Path) -> InstalledModuleDocs:
    return InstalledModuleDocs(tmp_path / "cache", installation / "ansible", [installation / "ansible_collections"])


def test_a_module_is_documented_with_its_fragments_and_its_code(docs):
    module = docs.find("acme.studio.sound")

    assert isinstance(module, ModuleSpec)
    assert set(module.spec.options) == {"name", "level", "channels", "gain", "mode"}
    assert module.spec.options["name"].type == "str"
    assert set(module.spec.options["name"].aliases) == {"device", "dev"}
    assert module.spec.options["level"].choices == (1, 2, 3)
    assert module.spec.undocumented == ("_hidden",)
    inner = module.spec.options["channels"].suboptions
    assert inner is not None
    assert inner.options["side"].required
    assert inner.undocumented == ("gain",)
    assert module.spec.constraints.mutually_exclusive == (("level", "gain"),)
    assert module.spec.constraints.required_if[0].needed == ("gain",)
    assert module.deprecated == "Use noise."


@pytest.mark.parametrize(
    ("name", "collections", "found"),
    [
        ("copy", (), "ansible.builtin.copy"),
        ("ansible.legacy.copy", (), "ansible.builtin.copy"),
        ("sound", (), "acme.studio.sound"),
        ("sound", ("acme.studio",), "acme.studio.sound"),
        ("copy", ("absent.coll",), "ansible.builtin.copy"),
        ("acme.studio.deep", (), "acme.studio.sub.deep"),
        ("acme.studio.sub.deep", (), "acme.studio.sub.deep"),
    ],
)
def test_a_name_leads_where_ansible_would_look(docs, name, collections, found):
    assert docs.find(name, collections).name == found
    assert isinstance(docs.find(name, collections), ModuleSpec)


@pytest.mark.parametrize(
    ("name", "collections", "absence"),
    [
        ("copi", (), Absence.UNKNOWN),
        ("", (), Absence.UNKNOWN),
        ("acme.sound", (), Absence.UNKNOWN),
        ("acme.studio.noise", (), Absence.UNKNOWN),
        ("loop", (), Absence.UNKNOWN),
        ("absent.coll.thing", (), Absence.NOT_INSTALLED),
        ("old", (), Absence.NOT_INSTALLED),
        ("thing", ("absent.coll",), Absence.NOT_INSTALLED),
        ("gone", (), Absence.REMOVED),
        ("broken", (), Absence.UNDOCUMENTED),
        ("notpython", (), Absence.UNDOCUMENTED),
        ("empty", (), Absence.UNDOCUMENTED),
        ("acme.studio.lost", (), Absence.UNDOCUMENTED),
    ],
)
def test_it_says_why_there_is_no_documentation(docs, name, collections, absence):
    found = docs.find(name, collections)

    assert isinstance(found, ModuleAbsent)
    assert found.absence is absence
    assert found.reason


def test_a_module_behind_an_action_plugin_says_so(docs):
    assert docs.find("copy").action
    assert docs.find("acme.studio.sub.deep").action
    assert docs.find("plain").action
    assert not docs.find("acme.studio.sound").action


def test_powershell_converts_by_rules_of_its_own(docs):
    kind = docs.find("acme.studio.win_sound").spec.options["kind"]

    assert (kind.type, kind.choices, kind.required) == ("raw", (), True)


def test_names_are_those_of_all_collections(docs):
    assert {"ansible.builtin.copy", "acme.studio.sound", "acme.studio.sub.deep"} <= set(docs.names())


def test_source_that_is_not_installed_is_read_the_same(docs):
    found = docs.parse("mine", 'DOCUMENTATION = "options: {a: {type: int}}"\nraise SystemExit(1)\n')

    assert isinstance(found, ModuleSpec)
    assert found.spec.options["a"].type == "int"


@pytest.mark.parametrize("source", ["", "def (", "\0", "(" * 5000, 'DOCUMENTATION = "a: &a [*a]"', "DOCUMENTATION = 3"])
def test_source_that_can_not_be_read_is_undocumented(docs, source):
    found = docs.parse("mine", source)

    assert isinstance(found, ModuleAbsent)
    assert found.absence is Absence.UNDOCUMENTED


def test_what_was_parsed_is_read_back_equal(docs, installation, tmp_path):
    first = docs.find("acme.studio.sound")
    (installation / "ansible_collections/acme/studio/plugins/modules/sound.py").write_text("")  # not looked at again

    assert again(docs, installation, tmp_path).find("acme.studio.sound") == first


def test_another_set_of_collections_is_parsed_anew(docs, installation, tmp_path):
    docs.find("acme.studio.sound")
    manifest = installation / "ansible_collections/acme/studio/MANIFEST.json"
    (manifest.parent / "plugins/modules/sound.py").write_text('DOCUMENTATION = "options: {other: {}}"\n')
    manifest.write_text('{"version": 2}')

    assert set(again(docs, installation, tmp_path).find("acme.studio.sound").spec.options) == {"other"}


@pytest.mark.parametrize("damage", [b"", b"\0\1\2", b"x\n{", b"{}"])
def test_a_damaged_file_is_made_again(docs, installation, tmp_path, damage):
    first = docs.find("acme.studio.sound")
    stamp = (tmp_path / "cache/catalogue.json").read_bytes().split(b"\n")[0]
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(damage)
    assert again(docs, installation, tmp_path).find("acme.studio.sound") == first
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(stamp + b'\n{"said": 3}')
    assert again(docs, installation, tmp_path).find("acme.studio.sound") == first


def test_a_folder_that_can_not_be_written_only_costs_time(installation, tmp_path):
    (tmp_path / "cache").write_text("a file, where the folder should be")
    docs = InstalledModuleDocs(tmp_path / "cache", installation / "ansible", [installation / "ansible_collections"])

    assert isinstance(docs.find("acme.studio.sound"), ModuleSpec)


def test_several_at_once_leave_whole_files(docs, installation, tmp_path):
    others = [again(docs, installation, tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda it: it.find("acme.studio.sound"), others))

    assert len({str(it) for it in found}) == 1
    assert not list((tmp_path / "cache").glob(".*"))


def test_our_own_installation_is_found_and_loads_in_a_moment(tmp_path):
    assert len(InstalledModuleDocs(tmp_path).names()) > 60
    started = time.perf_counter()
    names = InstalledModuleDocs(tmp_path).names()
    seconds = time.perf_counter() - started

    assert {"ansible.builtin.copy", "ansible.builtin.template"} <= set(names)
    assert seconds < 1  # 0.02 s on an idle machine; others may be busy here
