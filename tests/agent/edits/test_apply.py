from __future__ import annotations

import re
from contextlib import suppress

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.domain.edits import (
    AddListItem,
    AddRoleToPlay,
    ChangeTask,
    InsertHandler,
    InsertTask,
    NewRole,
    RemoveTask,
    SetVariable,
    TaskAnchor,
    TaskSpec,
    WriteFile,
)
from agent.edits.apply import apply
from agent.errors import EditError

TASKS = "roles/r/tasks/main.yml"
DEFAULTS = "roles/r/defaults/main.yml"
SPEC = TaskSpec(
    name="Brand new",
    module="ansible.builtin.copy",
    args={"dest": "/etc/x", "content": "a\nb\n", "mode": "0644"},
    keywords={"when": "x is defined", "loop": ["{{ a }}", "no"]},
)
WRITTEN = {"name": SPEC.name, SPEC.module: dict(SPEC.args), **SPEC.keywords}


class Loader(yaml.CSafeLoader):
    """Reads values as Ansible does; a vault stays a text."""


Loader.add_constructor("!vault", lambda loader, node: f"!vault {loader.construct_scalar(node)}")


def load(data: bytes) -> object:
    return yaml.load(data.decode("utf-8-sig"), Loader=Loader)


def reader(files: dict[str, bytes]):
    return files.get


def numbered(text: str) -> str:
    """Give each anchor a name of its own, and let each alias mean the anchor before it."""
    count = 0

    def name(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] == "&anchor":
            count += 1
            return f"&a{count}"
        return f"*a{count}" if count else "plain"

    return re.sub("&anchor|ALIAS", name, text)


@st.composite
def layouts(draw: st.DrawFn, text: str) -> bytes:
    """The same YAML with another line ending, byte order mark, end of file or trailing comment."""
    text = numbered(text)
    text = draw(st.sampled_from(["", "---\n", "# head\n---\n", "%YAML 1.1\n---\n"])) + text
    text += draw(st.sampled_from(["", "", "\n\n", "# tail\n", "\n# tail\n  # odd tail\n", "...\n"]))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


SCALARS = st.sampled_from(
    [
        "plain", "'single ''quoted'", '"double \\t \\u00e9"', '"{{ a | b(\'c\') }}"', "a\tb", '"a\tb"', "0644", "yes", "~", "",
        "&anchor x", "&anchor [x]", "ALIAS", "!vault x", "http://a:80/#b", "é😀", "|\n{i}  text\n\n{i}    # no comment\n", ">-\n{i}  folded\n{i}  text\n",
        "|+\n{i}  kept\n\n", "[a,  'b' , {c: d}]", "{a: b,\n{i}  c: [d]}", "'over\n{i}  lines'",
    ]
)  # fmt: skip
COMMENTS = st.sampled_from(["", "  # why", " \t# tab", "   "])


def field(key: str, scalar: str, comment: str, indent: int) -> str:
    scalar = scalar.replace("{i}", " " * indent)
    first, newline, rest = scalar.partition("\n")
    if newline and first[0] not in "|>":
        return f"{' ' * indent}{key}: {scalar}{comment}\n"
    return f"{' ' * indent}{key}: {first}{comment}{newline}{rest}" + ("" if rest.endswith("\n") else "\n")


@st.composite
def tasks(draw: st.DrawFn, column: int, depth: int) -> str:
    """A list of tasks as people write them: odd quoting, comments, blank lines, blocks."""
    lines = []
    for number in range(draw(st.integers(1, 3))):
        lines.append(draw(st.sampled_from(["", "\n", f"\n{' ' * column}# about\n", "# at the margin\n", "   \n"])))
        dash = draw(st.sampled_from(["- ", "-   ", "- # odd\n" + " " * (column + 2)]))
        inner = column + len(dash.rpartition("\n")[2]) if "\n" not in dash else column + 2
        lines.append(" " * column + dash + f"name: Task {column} {number}{draw(COMMENTS)}\n")
        if depth and draw(st.booleans()):
            nested = draw(st.sampled_from([inner, inner + 2, inner + 4]))
            lines.append(f"{' ' * inner}block:{draw(COMMENTS)}\n" + draw(tasks(nested, depth - 1)))
        else:
            step = draw(st.sampled_from([1, 2, 4]))
            lines.append(f"{' ' * inner}ansible.builtin.copy:{draw(COMMENTS)}\n")
            lines += [field(key, draw(SCALARS), draw(COMMENTS), inner + step) for key in ("src", "dest")]
        lines.append(field("when", draw(SCALARS), draw(COMMENTS), inner))
    return "".join(lines)


@st.composite
def task_files(draw: st.DrawFn) -> bytes:
    return draw(layouts(draw(tasks(draw(st.sampled_from([0, 2])), 1))))


@st.composite
def variables_files(draw: st.DrawFn) -> bytes:
    items = draw(st.lists(SCALARS, min_size=1, max_size=3))
    indent = draw(st.sampled_from([2, 4]))
    listed = "".join(field("-", item, draw(COMMENTS), indent + 2).replace("-: ", "- ", 1) for item in items)
    text = field("first", draw(SCALARS), draw(COMMENTS), 0) + draw(
        st.sampled_from(["", "\n", "# about\n", "\n# about\n"])
    )
    text += f"packages:{draw(COMMENTS)}\n{' ' * indent}debian:{draw(COMMENTS)}\n{listed}"
    text += draw(st.sampled_from(["", f"{' ' * indent}arch: []\n", f"{' ' * indent}arch: [a,  b]  # two\n"]))
    return draw(layouts(text))


def try_apply(edit, path: str, data: bytes) -> bytes:
    """The file after an edit; files and edits that must be refused don't count."""
    try:
        return apply([edit], reader({path: data})).get(path, data)
    except EditError:
        assume(False)
        raise


def is_inserted(before: bytes, after: bytes) -> bool:
    """Whether cutting one region out of ``after`` gives back ``before``, byte for byte."""
    extra = len(after) - len(before)
    return extra > 0 and any(after[:at] + after[at + extra :] == before for at in range(len(before) + 1))


@given(task_files())
def test_inserting_at_the_end_adds_one_region_and_one_task(data):
    result = try_apply(InsertTask(path=TASKS, task=SPEC), TASKS, data)
    assert is_inserted(data, result)
    assert load(result) == [*load(data), WRITTEN]


@given(task_files(), st.data())
def test_inserting_after_a_task_adds_one_region_and_one_task(data, more):
    number = more.draw(st.integers(0, len(load(data)) - 1))
    name = load(data)[number]["name"]
    result = try_apply(InsertTask(path=TASKS, task=SPEC, after=TaskAnchor(line=0, name=name)), TASKS, data)
    expected = load(data)
    expected.insert(number + 1, WRITTEN)
    assert is_inserted(data, result)
    assert load(result) == expected


@given(task_files(), st.data())
def test_removing_what_was_inserted_gives_the_file_back(data, more):
    name = load(data)[more.draw(st.integers(0, len(load(data)) - 1))]["name"]
    inserted = try_apply(InsertTask(path=TASKS, task=SPEC, after=TaskAnchor(line=0, name=name)), TASKS, data)
    result = try_apply(RemoveTask(path=TASKS, task=TaskAnchor(line=0, name=SPEC.name)), TASKS, inserted)
    assert load(result) == load(data)


@given(task_files(), st.data())
def test_removing_a_task_cuts_one_region_and_one_task(data, more):
    before = load(data)
    assume(len(before) > 1)
    number = more.draw(st.integers(0, len(before) - 1))
    result = try_apply(RemoveTask(path=TASKS, task=TaskAnchor(line=0, name=before[number]["name"])), TASKS, data)
    assert is_inserted(result, data)
    assert load(result) == before[:number] + before[number + 1 :]


@given(task_files(), st.data(), st.sampled_from(["x", "{{ y }}", ["a", {"b": 1}], "l1\nl2\n", True, 5]))
def test_changing_a_task_changes_that_key_only(data, more, value):
    before = load(data)
    number = more.draw(st.integers(0, len(before) - 1))
    anchor = TaskAnchor(line=0, name=before[number]["name"])
    result = try_apply(ChangeTask(path=TASKS, task=anchor, keywords={"when": value}), TASKS, data)
    before[number]["when"] = value
    assert load(result) == before
    added = try_apply(ChangeTask(path=TASKS, task=anchor, keywords={"become": True}), TASKS, data)
    assert is_inserted(data, added)


@given(variables_files(), st.sampled_from(["debian", "arch", "redhat"]), st.sampled_from(["new", "0644", {"a": ["b"]}]))
def test_adding_an_item_twice_is_adding_it_once(data, family, item):
    edit = AddListItem(path=DEFAULTS, keys=("packages", family), item=item)
    once = try_apply(edit, DEFAULTS, data)
    expected = load(data)
    expected["packages"][family] = [*(expected["packages"].get(family) or []), item]
    assert load(once) == expected
    assert apply([edit], reader({DEFAULTS: once})) == {}
    assert apply([edit, edit], reader({DEFAULTS: data})) == {DEFAULTS: once}
    assert is_inserted(data, once) or load(data)["packages"].get(family) == []


@given(
    variables_files(), st.sampled_from(["first", "packages", "new"]), st.sampled_from(["x", [1, "1"], {"a": {"b": []}}])
)
def test_setting_a_variable_changes_that_variable_only(data, name, value):
    result = try_apply(SetVariable(path=DEFAULTS, name=name, value=value, comment="Why"), DEFAULTS, data)
    assert load(result) == load(data) | {name: value}
    if name == "new":
        assert is_inserted(data, result)


@given(st.sampled_from([InsertHandler, AddRoleToPlay]), st.data())
def test_what_is_there_already_is_left_alone(kind, more):
    if kind is InsertHandler:
        path, edit = "handlers/main.yml", InsertHandler(path="handlers/main.yml", handler=SPEC)
        data = more.draw(task_files())
    else:
        path, edit = "site.yml", AddRoleToPlay(path="site.yml", play=0, role="new")
        roles = more.draw(
            st.sampled_from(["", "  roles: [a]\n", "  roles:\n  - a  # one\n", "  roles:\n    - {role: a}\n"])
        )
        data = more.draw(layouts(f"- hosts: all  # every\n{roles}"))
    once = try_apply(edit, path, data)
    assert is_inserted(data, once)
    assert apply([edit], reader({path: once})) == {}
    assert apply([edit, edit], reader({path: data})) == {path: once}


@given(st.binary(max_size=60), st.sampled_from(["insert", "variable", "item", "role"]))
def test_garbage_is_refused_or_edited_but_never_a_crash(data, kind):
    edits = {
        "insert": InsertTask(path=TASKS, task=SPEC),
        "variable": SetVariable(path=DEFAULTS, name="a", value=1),
        "item": AddListItem(path=DEFAULTS, keys=("a", "b"), item=1),
        "role": AddRoleToPlay(path="site.yml", play=0, role="r"),
    }
    edit = edits[kind]
    with suppress(EditError):
        apply([edit], reader({edit.path: data}))


def test_edits_build_on_each_other_and_only_changes_come_back():
    edits = [
        NewRole(name="studio", description="Sets up a studio"),
        SetVariable(path="roles/studio/defaults/main.yml", name="studio_packages", value=[]),
        AddListItem(path="roles/studio/defaults/main.yml", keys=("studio_packages",), item="ardour"),
        InsertTask(path="roles/studio/tasks/main.yml", task=SPEC),
        WriteFile(path="roles/studio/files/a", text="a"),
        AddListItem(path="group_vars/all.yml", keys=("known",), item="x"),
    ]
    files = apply(edits, reader({"group_vars/all.yml": b"known: [x]\n"}))
    assert files["roles/studio/defaults/main.yml"] == b"---\nstudio_packages:\n  - ardour\n"
    assert load(files["roles/studio/tasks/main.yml"]) == [WRITTEN]
    assert files["roles/studio/files/a"] == b"a\n"
    assert "group_vars/all.yml" not in files


@pytest.mark.parametrize(
    "edit",
    [
        InsertTask(path="../x.yml", task=SPEC),
        ChangeTask(path="/etc/x.yml", task=TaskAnchor(line=1)),
        RemoveTask(path="roles/r/files/x.yml", task=TaskAnchor(line=1)),
        InsertHandler(path="roles/r/tasks/main.yml", handler=SPEC),
        SetVariable(path=".syncopate.yml", name="a", value=1),
        AddListItem(path="galaxy.yml", keys=("a",), item=1),
        WriteFile(path="ansible.cfg", text="x"),
        WriteFile(path="roles/r/files/../../../x", text="x"),
        AddRoleToPlay(path="roles/r/tasks/main.yml", play=0, role="r"),
        NewRole(name="..", description="x"),
    ],
)
def test_nothing_is_read_or_written_elsewhere(edit):
    def read(path: str) -> bytes | None:
        raise AssertionError(f"{path} was read")

    with pytest.raises(EditError):
        apply([edit], read)


def test_a_bottomless_value_is_refused():
    value: object = "x"
    for _ in range(200):
        value = [value]
    with pytest.raises(EditError, match="nested deeper"):
        apply([SetVariable.model_construct(path=DEFAULTS, name="a", value=value)], reader({}))
