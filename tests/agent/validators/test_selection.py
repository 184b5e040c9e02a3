from __future__ import annotations

from pathlib import Path

import pytest

from agent.domain.proposal import TouchedTask
from agent.validators.selection import MOST_PARTS, Selection, select
from tests.fakes.subjects import TASKS, touching, tree


def selected(root: Path, files: dict[str, str], *names: str) -> Selection:
    content = tree(root, files)
    texts = {path: (root / path).read_text() for path in files}
    return select(content, touching(content, *names), lambda path: texts.get(path, ""))


def refs(selection: Selection) -> list[str]:
    return [it.ref.removeprefix(f"{TASKS}:") for tasks in selection.tasks.values() for it in tasks]


def test_only_what_is_touched_and_what_it_rests_on_is_run(tmp_path: Path) -> None:
    text = """\
        - name: Unrelated
          ansible.builtin.debug: {msg: x}
        - name: First
          ansible.builtin.stat: {path: /a}
          register: first
        - name: Second
          ansible.builtin.set_fact:
            second: "{{ first.stat }}"
        - name: Wanted
          ansible.builtin.debug: {msg: "{{ second }}"}
        - name: Later
          ansible.builtin.stat: {path: /b}
          register: second
        """
    selection = selected(tmp_path, {TASKS: text}, "Wanted")
    assert refs(selection) == ["3", "6", "9"]
    assert selection.tasks["role audio"][-1].needs == (f"{TASKS}:6",)


def test_what_a_template_uses_counts(tmp_path: Path) -> None:
    files = {
        TASKS: """\
            - name: Look
              ansible.builtin.stat: {path: /a}
              register: look
            - name: Wanted
              ansible.builtin.template: {src: a.j2, dest: /a}
            """,
        "roles/audio/templates/a.j2": "{{ look.stat.exists }}\n",
    }
    assert refs(selected(tmp_path, files, "Wanted")) == ["1", "4"]


def test_tasks_that_define_each_other_end(tmp_path: Path) -> None:
    files = {
        TASKS: "- name: A\n  set_fact: {a: '{{ b }}'}\n",
        "roles/audio/tasks/b.yml": "- name: B\n  set_fact: {b: '{{ a }}'}\n",
    }
    assert len(refs(selected(tmp_path, files, "A"))) == 2


def test_a_need_that_executes_on_the_controller_is_not_run_unasked(tmp_path: Path) -> None:
    text = """\
        - name: Pipe
          ansible.builtin.set_fact:
            x: "{{ lookup('pipe', 'id') }}"
        - name: Wanted
          ansible.builtin.debug: {msg: "{{ x }}"}
        """
    selection = selected(tmp_path / "a", {TASKS: text}, "Wanted")
    assert refs(selection) == ["4"]
    assert "unasked" in selection.left_out[f"{TASKS}:1"]
    assert refs(selected(tmp_path / "b", {TASKS: text}, "Wanted", "Pipe")) == ["1", "4"]


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ("meta: flush_handlers", "`meta`"),
        ("include_role: {name: x}", "another role"),
        ("debug: {msg: x}\n  delegate_to: localhost", "delegation"),
        ("debug: {msg: x}\n  connection: local", "delegation"),
        ("local_action: {module: debug, msg: x}", "delegation"),
        ("add_host: {name: x}", "inventory"),
        ("include_tasks: '{{ x }}.yml'", "known only when it runs"),
    ],
)
def test_what_can_not_be_run_is_left_out_with_the_reason(tmp_path: Path, task: str, reason: str) -> None:
    selection = selected(tmp_path, {TASKS: f"- name: Odd\n  {task}\n"}, "Odd")
    assert not selection.tasks
    assert reason in selection.left_out[f"{TASKS}:1"]


def test_a_required_variable_may_have_its_value_from_the_role_s_only_play(tmp_path: Path) -> None:
    files = {
        TASKS: "- name: One\n  debug: {msg: '{{ a }}'}\n",
        "roles/audio/meta/argument_specs.yml": "argument_specs: {main: {options: {a: {required: true}}}}\n",
    }
    assert "has no value" in selected(tmp_path / "a", files, "One").left_out[f"{TASKS}:1"]
    files["site.yml"] = "- hosts: all\n  vars: {a: 1}\n  roles: [audio]\n"
    assert refs(selected(tmp_path / "b", files, "One")) == ["1"]


def test_a_line_without_a_task_is_left_out(tmp_path: Path) -> None:
    content = tree(tmp_path, {TASKS: "- name: One\n  debug: {msg: x}\n"})
    selection = select(content, [TouchedTask(path=TASKS, line=99, name="gone")], lambda _: "")
    assert selection.left_out == {f"{TASKS}:99": "no role or play is known to run it"}


def test_blocks_and_includes_come_down_to_their_tasks(tmp_path: Path) -> None:
    files = {
        TASKS: """\
            - name: Include
              include_tasks: more.yml
            - name: Block
              block:
                - name: Inner
                  debug: {msg: x}
            """,
        "roles/audio/tasks/more.yml": "- name: More\n  debug: {msg: x}\n",
    }
    selection = selected(tmp_path, files, "Include", "Block")
    assert selection.parts == {f"{TASKS}:1": ("roles/audio/tasks/more.yml:1",), f"{TASKS}:3": (f"{TASKS}:5",)}
    assert len(refs(selection)) == 2


def test_a_large_include_is_not_run_for_its_own_sake(tmp_path: Path) -> None:
    more = "".join(f"- name: T{number}\n  debug: {{msg: x}}\n" for number in range(MOST_PARTS + 1))
    files = {TASKS: "- name: Include\n  include_tasks: more.yml\n", "roles/audio/tasks/more.yml": more}
    assert "too many" in selected(tmp_path, files, "Include").left_out[f"{TASKS}:1"]
