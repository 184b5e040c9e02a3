from knowledge.content.discover import walk
from knowledge.content.model import Scope
from knowledge.content.roles import read_role
from knowledge.content.source import Troubles

FILES = {
    "roles/r/tasks/a.yml": "- ping:\n",
    "roles/r/tasks/main.yml": "- import_tasks: a.yml\n- include_tasks: ../extra/more.yml\n",
    "roles/r/extra/more.yml": "- debug:\n",
    "roles/r/extra/unused.yml": "- debug:\n",
    "roles/r/handlers/main.yml": "- name: h\n  ping:\n",
    "roles/r/defaults/main/one.yml": "one: 1\n",
    "roles/r/defaults/main/two.yml": "two: 2\n",
    "roles/r/vars/Debian.yml": "three: 3\n",
    "roles/r/meta/main.yml": "galaxy_info: {description: R}\nargument_specs: {main: {options: {a: {}}}}\n",
    "roles/r/templates/x.j2": "",
    "roles/r/files/y": "",
    "roles/r/README.md": "# r\n\nWhat it does.\n",
}


def role(root):
    troubles = Troubles()
    return read_role(walk(root), "r", "roles/r", troubles), troubles.found


def test_a_whole_role(write):
    found, problems = role(write(FILES))
    assert problems == []
    assert [file.path for file in found.task_files] == [
        "roles/r/tasks/main.yml",
        "roles/r/tasks/a.yml",
        "roles/r/extra/more.yml",
    ]
    assert [handler.name for handler in found.handlers()] == ["h"]
    assert [(v.name, v.scope) for v in found.variables] == [
        ("one", Scope.DEFAULTS),
        ("two", Scope.DEFAULTS),
        ("three", Scope.VARS),
    ]
    assert [option.name for option in found.options] == ["a"]
    assert found.templates == ("roles/r/templates/x.j2",)
    assert found.files == ("roles/r/files/y",)
    assert found.meta["galaxy_info"] == {"description": "R"}
    assert found.readme == "# r\n\nWhat it does.\n"


def test_argument_specs_have_a_file_of_their_own(write):
    spec = {"roles/r/meta/argument_specs.yaml": "argument_specs: {main: {options: {b: {}}}}\n"}
    found, _ = role(write(FILES | spec))
    assert [option.name for option in found.options] == ["b"]


def test_odd_meta_and_readme_are_problems(write):
    found, problems = role(write({"roles/r/meta/main.yml": "- a\n", "roles/r/README.md": b"\xff"}))
    assert (found.meta, found.readme) == ({}, None)
    assert [problem.path for problem in problems] == ["roles/r/meta/main.yml", "roles/r/README.md"]


def test_includes_that_circle_or_lead_nowhere_end(write):
    found, problems = role(
        write(
            {
                "roles/r/tasks/main.yml": "- include_tasks: main.yml\n- include_tasks: ../../../../x.yml\n- import_tasks: no.yml\n"
            }
        )
    )
    assert [file.path for file in found.task_files] == ["roles/r/tasks/main.yml"]
    assert problems == []
