from knowledge.content.model import Scope, Tagged
from knowledge.content.variables import comment_above, read_variables


def test_variables_with_place_value_and_comment(parse):
    text = "---\n# ---\n# The packages.\n#   By distribution.\npkgs:\n  debian: [a]\n\n# apart\n\nport: 22  # ssh\npw: !vault |\n  x\n"
    found = read_variables(parse(text, "defaults/main.yml"), Scope.DEFAULTS)
    assert [(v.name, v.place.line, v.place.end_line, v.comment) for v in found] == [
        ("pkgs", 5, 6, "The packages.\nBy distribution."),
        ("port", 10, 10, ""),
        ("pw", 11, 12, ""),
    ]
    assert [v.value for v in found] == [{"debian": ["a"]}, 22, Tagged("!vault", "x\n")]
    assert {(v.scope, v.role) for v in found} == {(Scope.DEFAULTS, "demo")}


def test_vaulted_file_has_no_variables_and_no_problem(parse):
    file = parse("$ANSIBLE_VAULT;1.1;AES256\n6162\n6364\n")
    assert read_variables(file, Scope.VARS) == ()
    assert file.troubles.found == []


def test_a_list_is_a_problem_and_an_empty_file_none(parse):
    wrong = parse("- a\n")
    assert read_variables(wrong, Scope.VARS) == ()
    assert "mapping of variables" in wrong.troubles.found[0].message
    assert read_variables(parse("---\n"), Scope.VARS) == ()


def test_comment_stops_at_a_blank_line():
    assert comment_above(("# a", "", "# b", "#", "x: 1"), 5) == "b"
    assert comment_above(("x: 1",), 1) == ""
