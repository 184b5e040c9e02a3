from knowledge.content.reader import read
from knowledge.content.role_calls import called_by_play, called_by_task, dependencies

FILES = {
    "galaxy.yml": "namespace: acme\nname: studio\n",
    "playbooks/site.yml": """\
- hosts: all
  roles:
    - alsa
    - role: jack
      when: x
      jack_rate: 48000
      vars: {jack_mode: live}
    - acme.studio.jack
""",
    "roles/alsa/tasks/main.yml": """\
- vars: {outer: 1}
  block:
    - include_role: {name: jack, tasks_from: setup}
      vars: {inner: 2}
- import_role: name=jack
- include_role: {tasks_from: x}
- copy: {name: jack}
""",
    "roles/jack/tasks/main.yml": "[]",
    "roles/jack/meta/main.yml": """\
dependencies:
  - alsa
  - {role: alsa, alsa_card: 0, tags: [a]}
  - {src: https://example.org/x.git, name: x}
  - [odd]
""",
}


def test_a_play_calls_with_parameters_and_vars(write):
    (play,) = read(write(FILES)).plays

    calls = list(called_by_play(play))

    assert [(call.name, call.place.line, dict(call.parameters)) for call in calls] == [
        ("alsa", 3, {}),
        ("jack", 4, {"jack_rate": 48000, "jack_mode": "live"}),
        ("acme.studio.jack", 8, {}),
    ]


def test_a_task_calls_with_its_blocks_vars_too(write):
    role = read(write(FILES)).roles["alsa"]

    calls = [called_by_task(task) for task in role.tasks()]

    found = [call for call in calls if call]
    assert [(call.name, dict(call.parameters), dict(call.entries)) for call in found] == [
        ("jack", {"outer": 1, "inner": 2}, {"tasks_from": "setup"}),
        ("jack", {}, {}),
    ]
    assert found[0].task is not None


def test_dependencies_in_every_spelling(write):
    role = read(write(FILES)).roles["jack"]

    calls = list(dependencies(role))

    assert [(call.name, dict(call.parameters)) for call in calls] == [
        ("alsa", {}),
        ("alsa", {"alsa_card": 0}),
        ("x", {}),
    ]
    assert {call.place.ref for call in calls} == {"roles/jack/meta/main.yml:1"}
