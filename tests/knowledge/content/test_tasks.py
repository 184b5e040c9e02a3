from hypothesis import given
from hypothesis import strategies as st

from knowledge.content.source import Troubles, YamlFile
from knowledge.content.tasks import read_task_file
from knowledge.content.yaml_lines import YamlTrouble, compose


def tasks(parse, text):
    return read_task_file(parse(text)).tasks


def test_module_is_the_key_that_is_no_keyword(parse):
    (task,) = tasks(
        parse, "- name: Copy\n  become: yes\n  when: x\n  ansible.builtin.copy:\n    src: a\n  with_items: [1]\n"
    )
    assert (task.name, task.module, task.args) == ("Copy", "ansible.builtin.copy", {"src": "a"})
    assert task.keywords == {"become": True, "when": "x", "with_items": [1]}
    assert (task.place.ref, task.place.end_line, task.role) == ("tasks/main.yml:1", 6, "demo")


def test_action_in_all_its_spellings(parse):
    found = tasks(
        parse,
        "- action: copy src=a dest=b\n"
        "- action: {module: copy, src: a, dest: b}\n"
        "- action: {module: copy src=a, dest: b}\n"
        "- local_action: copy src=a dest=b\n"
        "- copy: src=a\n  args: {dest: b}\n",
    )
    assert all((task.module, task.args) == ("copy", {"src": "a", "dest": "b"}) for task in found)
    assert [task.keywords for task in found] == [{}, {}, {}, {"delegate_to": "localhost"}, {}]


def test_free_form_and_templated_args(parse):
    command, templated, listed = tasks(parse, '- command: ls -l\n- ping:\n  args: "{{ x }}"\n- foo: [1]\n')
    assert command.args == {"_raw_params": "ls -l"}
    assert templated.keywords == {"args": "{{ x }}"}
    assert listed.args == {"_raw_params": [1]}


def test_blocks_hold_children_and_children_know_their_blocks(parse):
    text = """\
- name: outer
  when: a
  block:
    - name: one
      debug:
    - block:
        - ping:
  rescue:
    - fail:
  always:
    - meta: noop
"""
    file = read_task_file(parse(text))
    outer = file.tasks[0]
    assert [task.module for task in file.walk()] == ["block", "debug", "block", "ping", "fail", "meta"]
    ping = outer.children[1].children[0]
    assert [block.name for block in ping.blocks] == ["outer", ""]
    assert ping.blocks[0].keywords == {"when": "a"}
    assert (ping.place.line, outer.place.line, outer.place.end_line) == (7, 1, 11)


def test_handlers_keep_listen(parse):
    (handler,) = tasks(parse, "- name: restart\n  listen: [a, b]\n  service: name=x state=restarted\n")
    assert handler.keywords == {"listen": ["a", "b"]}


def test_what_is_no_task_is_a_problem(parse):
    file = parse("- word\n- name: nothing\n- copy: {}\n  file: {}\n- ping:\n")
    assert [task.module for task in read_task_file(file).tasks] == ["copy", "ping"]
    assert [(problem.line, problem.message) for problem in file.troubles.found] == [
        (1, "a task was expected here: a mapping with a module"),
        (2, "a task names exactly one module; found none"),
        (3, "a task names exactly one module; found copy, file"),
    ]


def test_empty_and_wrong_files(parse):
    assert tasks(parse, "---\n") == ()
    wrong = parse("a: 1\n")
    assert read_task_file(wrong).tasks == ()
    assert wrong.troubles.found[0].message == "a list of tasks was expected here"


PIECES = st.sampled_from(
    [
        "- name: x",
        "  copy: {a: 1}",
        "  block:",
        "    - ping:",
        "- 1",
        "  when: [",
        "]",
        "  action: ",
        "    x: *a",
        "- &a",
    ]
)


@given(st.lists(PIECES).map("\n".join))
def test_task_places_are_those_of_dashes(text):
    try:
        file = YamlFile("t", "", compose(text), Troubles())
    except YamlTrouble:
        return
    for task in read_task_file(file).walk():
        assert text.split("\n")[task.place.line - 1].lstrip().startswith("-")
        assert task.place.line <= task.place.end_line <= text.count("\n") + 1
