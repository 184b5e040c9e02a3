from knowledge.content.model import Place, Scope, Tagged, Variable
from knowledge.sources.variables import inventory_passages, package_names, variable_passages


def variable(name, value, line=1, scope=Scope.DEFAULTS, *, comment="", path="roles/r/defaults/main.yml"):
    return Variable(Place(path, line, line), name, value, scope, "r", comment)


def text(*variables):
    return "\n".join(passage.text for passage in variable_passages(variables, "r"))


def test_value_and_comment_are_told():
    assert text(variable("port", 22, comment="Where it\nlistens.")) == (
        "Variable port of role r (defaults): Where it listens. = 22"
    )
    assert text(variable("x", None)).endswith("= empty")
    assert text(variable("x", {"a": {"b": 1}})).endswith("= a: b: 1")


def test_packages_are_keyed_by_distribution():
    assert text(variable("pkgs", {"archlinux": ["a", "b"], "debian": ["c"]})).endswith("= archlinux: a, b; debian: c")


def test_long_lists_go_on_and_lose_nothing():
    names = [f"package-{number:03}" for number in range(300)]
    found = list(variable_passages([variable("pkgs", {"debian": names})], "r"))
    assert len(found) > 1
    assert all(name in "".join(passage.text for passage in found) for name in names)
    assert all(passage.ref == "roles/r/defaults/main.yml:1" for passage in found)


def test_secrets_are_not_told():
    told = text(
        variable("db_password", "hunter2"),
        variable("x", Tagged("!vault", "hunter2")),
        variable("y", {"token": "hunter2"}),
        variable("z", ["password=hunter2"]),
        variable("api_keys", ["hunter2"]),
        variable("c", 1, comment="default password: hunter2"),
    )
    assert "hunter2" not in told
    assert "db_password" in told


def test_inventory_variables_by_name_only():
    (first, second) = inventory_passages(
        [
            variable("a", "value-a", 1, Scope.GROUP_VARS, path="group_vars/all.yml", comment="value-c"),
            variable("b", "value-b", 3, Scope.GROUP_VARS, path="group_vars/all.yml"),
            variable("c", "value-c", 1, Scope.HOST_VARS, path="host_vars/h.yml"),
        ]
    )
    assert first.text == "group_vars/all.yml sets these group variables: a, b."
    assert (first.line, first.end_line) == (1, 3)
    assert second.text == "host_vars/h.yml sets these host variables: c."


def test_package_names_of_variables():
    assert package_names(
        [variable("x_packages", {"a": ["p", "q"], "b": ["p"]}), variable("packages", "word"), variable("other", ["z"])]
    ) == ["p", "q"]
