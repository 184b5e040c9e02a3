from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.validators.play import HOST, Purpose, Synthesis, flow, synthesise
from agent.validators.selection import select
from knowledge.content.model import Tagged
from tests.fakes.subjects import TASKS, touching, tree

PRINTABLE = st.characters(exclude_categories=["Cs"])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(PRINTABLE),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(PRINTABLE, max_size=50), inner),
    max_leaves=20,
)


def synthesised(root: Path, files: dict[str, str], *names: str, service_mgr: str = "") -> Synthesis:
    content = tree(root, files)
    return synthesise(content, select(content, touching(content, *names), lambda _: ""), service_mgr)


def tasks_of(synthesis: Synthesis, path: str = TASKS) -> list[Any]:
    loaded = yaml.safe_load(synthesis.files[path])
    assert isinstance(loaded, list)
    return loaded


@given(PLAIN)
def test_flow_is_one_line_of_yaml_that_means_the_value(value: Any) -> None:
    text = flow(value)
    assert len(text.splitlines()) <= 1
    assert yaml.safe_load(text) == value


def test_flow_keeps_the_tags_that_ansible_knows_and_no_other() -> None:
    assert flow([Tagged("!unsafe", "{{ x }}"), Tagged("!vault", "a\nb")]) == '[!unsafe "{{ x }}", !vault "a\\nb"]'
    assert flow(Tagged("!!python/object:os.system", "x")) == '"x"'


def test_each_task_has_its_line_and_its_context(tmp_path: Path) -> None:
    text = """\
        - name: Around
          when: a
          become: true
          tags: [x]
          any_errors_fatal: true
          block:
            - name: One
              ansible.builtin.debug: {msg: "1"}
            - name: Two
              ansible.builtin.command: echo hi chdir=/tmp
              when: b
        """
    synthesis = synthesised(tmp_path, {TASKS: text}, "One", "Two")
    one, two = tasks_of(synthesis)
    assert {key: one[key] for key in ("when", "become")} == {"when": "a", "become": True}
    assert set(one) == {"when", "become", "block"}
    assert two["block"][0]["ansible.builtin.command"] == "echo hi"
    assert two["block"][0]["args"] == {"chdir": "/tmp"}
    assert {place: (line.ref, line.purpose) for place, line in synthesis.lines.items()} == {
        f"{TASKS}:1": (f"{TASKS}:7", Purpose.TASK),
        f"{TASKS}:2": (f"{TASKS}:9", Purpose.TASK),
    }


def test_nothing_may_hide_a_failure_wait_or_be_filtered_out(tmp_path: Path) -> None:
    text = """\
        - name: One
          ansible.builtin.debug: {msg: "1"}
          failed_when: false
          ignore_errors: false
          retries: 100
          delay: 60
          until: false
          async: 5
          tags: never
          notify: x
          loop: [1]
          register: one
        """
    (one,) = tasks_of(synthesised(tmp_path, {TASKS: text}))
    assert one == {
        "name": "One",
        "ansible.builtin.debug": {"msg": "1"},
        "loop": [1],
        "register": "one",
        "ignore_errors": True,
    }


def test_the_role_s_other_tasks_handlers_and_dependencies_are_hidden(tmp_path: Path) -> None:
    synthesis = synthesised(
        tmp_path, {TASKS: "- name: One\n  debug: {msg: x}\n", "site.yml": "- hosts: all\n  roles: [audio]\n"}
    )
    assert {"roles/audio/tasks", "roles/audio/handlers", "roles/audio/meta", "group_vars"} <= set(synthesis.hidden)
    (play,) = yaml.safe_load(synthesis.files[synthesis.playbooks[0]])
    assert (play["hosts"], play["roles"]) == (HOST, ["audio"])


def test_variables_of_every_host_and_of_the_one_play_that_names_the_role(tmp_path: Path) -> None:
    files = {
        TASKS: "- name: One\n  debug: {msg: x}\n",
        "group_vars/all/a.yml": "a: 1\n",
        "group_vars/all.yml": "b: 2\n",
        "group_vars/daw.yml": "c: 3\n",
        "host_vars/pi.yml": "d: 4\n",
        "playbooks/daw.yml": "- hosts: daw\n  become: true\n  vars: {e: 5}\n  roles: [{role: audio}]\n",
    }
    synthesis = synthesised(tmp_path, files)
    assert yaml.safe_load(synthesis.variables) == {"a": 1, "b": 2}
    assert synthesis.playbooks == ("playbooks/.syncopate-0.yml",)
    (play,) = yaml.safe_load(synthesis.files["playbooks/.syncopate-0.yml"])
    assert play["vars"] == {"e": 5}
    assert "become" not in play


def test_tasks_of_a_play_stay_in_a_play(tmp_path: Path) -> None:
    text = "- hosts: web\n  serial: 1\n  vars: {a: 1}\n  tasks:\n    - name: One\n      debug: {msg: x}\n"
    synthesis = synthesised(tmp_path, {"plays/site.yml": text})
    path = "plays/.syncopate-0.yml"
    (play,) = tasks_of(synthesis, path)
    assert (play["hosts"], play["vars"], play["tasks"][0]["name"]) == (HOST, {"a": 1}, "One")
    assert "serial" not in play
    ((place, line),) = synthesis.lines.items()
    assert line.ref == "plays/site.yml:5"
    assert synthesis.files[path].splitlines()[int(place.rpartition(":")[2]) - 1].lstrip().startswith('- {"name": "One"')


def test_facts_that_cost_are_gathered_when_asked_for(tmp_path: Path) -> None:
    cheap = synthesised(tmp_path / "a", {TASKS: "- name: One\n  debug: {msg: '{{ ansible_distribution }}'}\n"})
    dear = synthesised(tmp_path / "b", {TASKS: "- name: One\n  debug: {msg: '{{ ansible_facts.memtotal_mb }}'}\n"})
    subsets = [yaml.safe_load(it.files[it.playbooks[0]])[0]["gather_subset"] for it in (cheap, dear)]
    assert subsets == [["!all", "min"], ["!all", "min", "hardware"]]


def test_services_are_asked_of_what_manages_them_on_the_target(tmp_path: Path) -> None:
    synthesis = synthesised(tmp_path, {TASKS: "- name: One\n  service: {name: x}\n"}, service_mgr="systemd")
    (play,) = yaml.safe_load(synthesis.files[synthesis.playbooks[0]])
    assert play["module_defaults"] == {"ansible.builtin.service": {"use": "systemd"}}


def test_modules_that_do_not_look_are_asked_a_second_question(tmp_path: Path) -> None:
    text = """\
        - name: File
          ansible.builtin.copy: {content: x, dest: "/etc/{{ item }}/x", owner: joe, mode: "0644"}
          loop: [a]
          vars: {b: 1}
          check_mode: false
          register: copied
        - name: Folder
          ansible.builtin.copy: {src: x, dest: /etc/x/}
        - name: User
          ansible.builtin.user: {name: joe, groups: [audio], uid: 7}
        - name: Gone
          ansible.builtin.user: {name: joe, groups: audio, state: absent}
        """
    synthesis = synthesised(tmp_path, {TASKS: text})
    purposes = [(line.ref.rpartition(":")[2], line.purpose.value) for line in synthesis.lines.values()]
    asked, task, once = Purpose.PRECONDITION.value, Purpose.TASK.value, tasks_of(synthesis)
    assert purposes == [("1", asked), ("1", task), ("7", task), ("9", asked), ("9", task), ("11", task)]
    assert once[0] == {
        "ansible.builtin.file": {"path": "{{ syncopate_dest | dirname }}", "state": "directory", "owner": "joe"},
        "vars": {"b": 1, "syncopate_dest": "/etc/{{ item }}/x"},
        "loop": ["a"],
        "check_mode": True,
        "ignore_errors": True,
    }
    assert once[3]["ansible.builtin.user"] == {"name": "root", "append": True, "groups": ["audio"]}
