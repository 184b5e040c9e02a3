"""Names lead where Ansible's own routing leads them."""

from __future__ import annotations

from agent.adapters.module_docs.catalogue import BUILTIN, Catalogue, build, homes
from agent.domain.modules import Absence


def catalogue_of(installation) -> Catalogue:
    return build(homes(installation / "ansible", [installation / "ansible_collections"]))


def test_it_lists_modules_of_every_language_and_folder(installation):
    catalogue = catalogue_of(installation)

    assert catalogue.modules["acme.studio"] == ("lost", "sound", "sub.deep", "win_sound")
    assert "copy" in catalogue.modules[BUILTIN]


def test_it_knows_what_leads_elsewhere_was_removed_or_will_be(installation):
    catalogue = catalogue_of(installation)

    assert catalogue.redirects["ansible.builtin.sound"] == "acme.studio.sound"
    assert catalogue.removed == {"ansible.builtin.gone": "Use copy."}
    assert catalogue.deprecated == {"acme.studio.sound": "Use noise."}
    assert catalogue.fragments == {"ansible.builtin.moved": "acme.studio.common"}
    assert catalogue.acted == ("acme.studio.sub.deep",)


def test_the_given_collections_come_first():
    catalogue = Catalogue(modules={BUILTIN: ("copy",), "acme.studio": ("copy",)})

    assert catalogue.resolve("copy", ()) == (BUILTIN, "copy")
    assert catalogue.resolve("copy", ("acme.studio",)) == ("acme.studio", "copy")


def test_a_circle_of_redirects_ends():
    catalogue = Catalogue(
        modules={BUILTIN: ()}, redirects={f"{BUILTIN}.a": f"{BUILTIN}.b", f"{BUILTIN}.b": f"{BUILTIN}.a"}
    )

    assert catalogue.resolve("a", ()).absence is Absence.UNKNOWN


def test_a_routing_file_that_can_not_be_read_leads_nowhere(installation):
    (installation / "ansible_collections/acme/studio/meta/runtime.yml").write_text("plugin_routing: [")

    assert not catalogue_of(installation).deprecated


def test_the_first_of_two_folders_with_one_collection_counts(installation, tmp_path):
    (tmp_path / "other/acme/studio/plugins/modules").mkdir(parents=True)
    found = homes(installation / "ansible", [tmp_path / "other", installation / "ansible_collections"])

    assert found["acme.studio"].folder == tmp_path / "other/acme/studio"
