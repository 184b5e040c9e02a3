import pytest

from agent.validators.names.plugin_names import Kind, Presence, builtin, collection_of, installed_collection, presence


@pytest.mark.parametrize(
    "name",
    ["default", "d", "to_nice_json", "b64encode", "flatten", "combine", "ansible.builtin.regex_replace", "password_hash",
     "urlsplit", "split", "json_query", "community.general.json_query", "ansible.utils.ipaddr"],
)  # fmt: skip
def test_filters_that_are_there(name):
    assert presence(Kind.FILTER, name) is Presence.THERE


@pytest.mark.parametrize(
    "name",
    ["defined", "failed", "changed", "ansible.builtin.version", "match", "subset", "truthy", "mapping", "abs", "in"],
)
def test_tests_that_are_there(name):
    assert presence(Kind.TEST, name) is Presence.THERE


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.FILTER, "nonesuch"), (Kind.FILTER, "community.general.nonesuch"), (Kind.TEST, "defind"), (Kind.FILTER, "failed"),
     (Kind.FILTER, "community.nonesuch")],
)  # fmt: skip
def test_names_that_are_not(kind, name):
    assert presence(kind, name) is Presence.ABSENT


@pytest.mark.parametrize("name", ["acme.studio.filter", "../../etc.x.y", "acme.stu/dio.x"])
def test_of_a_collection_that_is_not_installed_nobody_can_tell(name):
    assert presence(Kind.FILTER, name) is Presence.UNTOLD


def test_collections():
    assert installed_collection("community", "general").is_dir()
    assert installed_collection("acme", "studio") is None
    assert installed_collection("..", "..") is None
    assert collection_of("acme.studio.filter") == "acme.studio"
    assert collection_of("json_query") == "community.general"


def test_kinds_are_told_apart():
    assert "failed" in builtin(Kind.TEST)
    assert "failed" not in builtin(Kind.FILTER)
