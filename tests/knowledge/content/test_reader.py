import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.content.reader import read
from knowledge.errors import ContentError

GALAXY = {"galaxy.yml": "namespace: ns\nname: col\n"}
ROLE = {"roles/r/tasks/main.yml": "- ping:\n"}


def messages(content):
    return {problem.path: problem.message for problem in content.problems}


def test_a_collection(write):
    root = write(GALAXY | ROLE | {"playbooks/site.yml": "- hosts: all\n  roles: [r]\n"})
    content = read(root)
    assert (content.kind, content.name, content.root) == ("collection", "ns.col", root.resolve())
    assert list(content.roles) == ["r"]
    assert [play.place.ref for play in content.plays] == ["playbooks/site.yml:1"]
    assert content.problems == ()


def test_an_empty_collection_is_fine(write):
    content = read(write(GALAXY))
    assert (content.kind, dict(content.roles), content.plays, content.problems) == ("collection", {}, (), ())


def test_a_repository(write):
    content = read(
        write(ROLE | {"group_vars/all.yml": "a: 1\n", "host_vars/h/x.yml": "b: 2\n", "vars/v.yml": "c: 3\n"})
    )
    assert (content.kind, content.name) == ("repository", "content")
    assert [(v.name, v.scope.value) for v in content.variables] == [
        ("a", "group_vars"),
        ("b", "host_vars"),
        ("c", "vars"),
    ]


def test_playbooks_alone_are_a_repository(write):
    content = read(
        write({"site.yml": "- hosts: all\n  tasks:\n    - include_tasks: t/x.yml\n", "t/x.yml": "- ping:\n"})
    )
    assert content.kind == "repository"
    assert [file.path for file in content.plays[0].task_files] == ["site.yml", "t/x.yml"]


@pytest.mark.parametrize(
    ("meta", "name"),
    [
        ("galaxy_info: {role_name: mine}\n", "mine"),
        ("{}\n", "content"),
        ("galaxy_info: {role_name: ../x}\n", "content"),
    ],
)
def test_a_single_role(write, meta, name):
    content = read(write({"tasks/main.yml": "- ping:\n", "meta/main.yml": meta}))
    assert (content.kind, content.name, list(content.roles)) == ("role", name, [name])
    role = content.roles[name]
    assert (role.path, next(role.tasks()).role) == ("", name)


def test_no_folder_and_no_content_are_errors(write):
    root = write({"notes.txt": "x", "data.yml": "- 1\n"})
    with pytest.raises(ContentError, match="not a folder"):
        read(root / "notes.txt")
    with pytest.raises(ContentError, match="no Ansible content") as caught:
        read(root)
    assert "galaxy.yml" in caught.value.hint


def test_bad_files_are_problems_and_the_rest_is_read(write, tmp_path):
    (tmp_path / "outside.yml").write_text("- ping:\n")
    root = write(
        GALAXY
        | ROLE
        | {
            "roles/r/tasks/broken.yml": "- a: [\n",
            "roles/r/tasks/latin.yml": "- name: caf\xe9\n".encode("latin-1"),
            "roles/r/tasks/binary.yml": b"\x00\x01\x02",
            "roles/r/tasks/large.yml": b"- ping:\n" * 1_400_000,
            "roles/r/tasks/tab.yml": "- ping:\n\twhen: x\n",
            "roles/r/defaults/main.yml": "- list\n",
            "site.yml": "- hosts: all\n  roles: [../../etc]\n",
        }
    )
    (root / "roles/r/tasks/link.yml").symlink_to(tmp_path / "outside.yml")
    content = read(root)
    assert [task.module for task in content.roles["r"].tasks()] == ["ping"]
    found = messages(content)
    tasks = "roles/r/tasks"
    assert "YAML does not parse" in found[f"{tasks}/broken.yml"]
    assert "not UTF-8" in found[f"{tasks}/latin.yml"]
    assert "binary" in found[f"{tasks}/binary.yml"]
    assert "larger than 5 MB" in found[f"{tasks}/large.yml"]
    assert "tabs" in found[f"{tasks}/tab.yml"]
    assert "leads out" in found[f"{tasks}/link.yml"]
    assert "mapping of variables" in found["roles/r/defaults/main.yml"]
    assert "'../../etc' leads out" in found["site.yml"]


def test_windows_files_are_read(write):
    root = write(
        GALAXY | {"roles/r/tasks/main.yml": b"\xef\xbb\xbf---\r\n- name: a\r\n  ping:\r\n\r\n- name: b\r\n  ping:\r\n"}
    )
    content = read(root)
    assert [(task.name, task.place.line, task.place.end_line) for task in content.roles["r"].tasks()] == [
        ("a", 2, 3),
        ("b", 5, 6),
    ]
    assert content.problems == ()


def test_second_role_of_a_name_is_a_problem(write):
    content = read(write(ROLE | {"playbooks/roles/r/tasks/main.yml": "- debug:\n"}))
    assert messages(content) == {"playbooks/roles/r": "a second role 'r'; only roles/r is read"}
    assert content.roles["r"].path == "roles/r"


def test_galaxy_without_a_name_is_a_problem(write):
    content = read(write({"galaxy.yml": "- x\n"}))
    assert content.name == "content"
    assert "namespace and name" in messages(content)["galaxy.yml"]


NAMES = st.sampled_from(
    ["galaxy.yml", "site.yml", "roles/r/tasks/main.yml", "roles/r/meta/main.yml", "roles/r/defaults/main.yml",
     "roles/r/meta/argument_specs.yml", "roles/r/README.md", "group_vars/all.yml"]
)  # fmt: skip
YAMLISH = st.recursive(
    st.sampled_from(["a", "hosts", "roles", "block", "galaxy_info", "'{{ x }}'", "!vault x", "~", "1", "main"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(inner, inner), max_size=3).map(lambda p: "{" + ", ".join(f"{k} : {v}" for k, v in p) + "}")
    ),
).map(str.encode)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=60) | YAMLISH))
def test_no_bytes_make_read_raise(tmp_path_factory, files):
    root = tmp_path_factory.mktemp("content")
    for name, data in ({"roles/anchor/tasks/main.yml": b""} | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    read(root)
