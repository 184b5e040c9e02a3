from __future__ import annotations

from agent.authors.embedded.survey import Survey

GALAXY = {"galaxy.yml": "namespace: acme\nname: studio\n"}


def _survey(brief, files: dict[str, str], facts: str = "debian") -> Survey:
    return Survey(brief("x", GALAXY | files, facts=facts))


def test_conditions_of_includes_and_blocks_are_carried_along(brief) -> None:
    survey = _survey(
        brief,
        {
            "roles/a/tasks/main.yml": """
                - import_tasks: sub/debian.yml
                  when: ansible_os_family == 'Debian'
                - include_tasks: fedora.yml
                  when: ansible_os_family == 'RedHat'
                - include_tasks: "{{ any }}.yml"
                - block:
                    - command: inside
                  when: wanted
                """,
            "roles/a/tasks/sub/debian.yml": "- command: debian\n- import_tasks: deeper.yml\n",
            "roles/a/tasks/sub/deeper.yml": "- command: deeper\n  when: ansible_distribution == 'Ubuntu'\n",
            "roles/a/tasks/fedora.yml": "- command: fedora\n",
            "roles/a/tasks/orphan.yml": "- command: orphan\n",
        },
    )
    found = {s.args["_raw_params"]: s.runs for s in survey.standing(survey.roles["a"]) if s.action == "command"}
    assert found == {"debian": True, "deeper": False, "inside": None}


def test_includes_that_go_round_end(brief) -> None:
    survey = _survey(brief, {"roles/a/tasks/main.yml": "- import_tasks: main.yml\n"})
    assert survey.standing(survey.roles["a"])


def test_a_default_decides_a_condition_unless_hosts_differ(brief) -> None:
    files = {
        "roles/a/defaults/main.yml": "wanted: true\n",
        "roles/a/tasks/main.yml": "- command: x\n  when: wanted\n",
    }
    survey = _survey(brief, files)
    assert survey.standing(survey.roles["a"])[0].runs is True
    survey = _survey(brief, files | {"group_vars/server/x.yml": "wanted: false\n"})
    assert survey.standing(survey.roles["a"])[0].runs is None


def test_the_winning_definition(brief) -> None:
    files = {
        "roles/a/tasks/main.yml": "- include_vars: '{{ ansible_os_family }}.yml'\n",
        "roles/a/defaults/main.yml": "one: 1\ntwo: 1\nthree: 1\n",
        "roles/a/vars/Debian.yml": "one: 2\n",
        "roles/a/vars/RedHat.yml": "one: 3\n",
        "group_vars/all/x.yml": "one: 4\ntwo: 4\n",
    }
    survey = _survey(brief, files)
    role = survey.roles["a"]
    values = {name: survey.definition(role, name).value for name in ("one", "two", "three")}
    assert values == {"one": 2, "two": 4, "three": 1}
    assert survey.definition(role, "four") is None


def test_an_argument_is_read_through_loops_and_templates(brief) -> None:
    files = {
        "roles/a/defaults/main.yml": """
            base: [b1, b2]
            extra: "{{ base }}"
            table: {debian: [d1], fedora: [f1]}
            """,
        "roles/a/tasks/main.yml": """
            - package: {name: "{{ item }}"}
              with_items:
                - lit
                - "{{ extra }}"
                - "{{ table[ansible_distribution | lower] | default([]) }}"
            - package: {name: "x, y"}
            - package: {name: "{{ base + other }}"}
            """,
    }
    survey = _survey(brief, files)
    role = survey.roles["a"]
    readings = [survey.read(role, s.task, s.args["name"]) for s in survey.standing(role)]
    assert readings[0].items == ("lit", "b1", "b2", "d1")
    assert [source.keys for source in readings[0].lists] == [("base",), ("table", "debian")]
    assert readings[1].literals == ("x", "y")
    assert readings[2].items == ()


def test_variables_that_name_each_other_end(brief) -> None:
    files = {
        "roles/a/defaults/main.yml": "one: '{{ two }}'\ntwo: '{{ one }}'\n",
        "roles/a/tasks/main.yml": "- package: {name: '{{ one }}'}\n",
    }
    survey = _survey(brief, files)
    (standing,) = survey.standing(survey.roles["a"])
    assert survey.read(survey.roles["a"], standing.task, standing.args["name"]).items == ()


def test_a_task_may_wait_for_its_list_to_have_an_item(brief) -> None:
    files = {
        "roles/a/defaults/main.yml": "names: []\n",
        "roles/a/tasks/main.yml": "- package: {name: '{{ names }}'}\n  when: names | length > 0\n",
    }
    survey = _survey(brief, files)
    (standing,) = survey.standing(survey.roles["a"])
    assert standing.runs is False
    assert survey.runs_with(survey.roles["a"], standing, "names", ["x"])


def test_the_login_user_is_named_as_the_content_names_it(brief) -> None:
    tasks = "- file: {path: /x, owner: '{{ user.name }}'}\n- file: {path: /y, owner: root}\n"
    survey = _survey(brief, {"roles/a/tasks/main.yml": tasks})
    assert survey.user_expressions(None) == {"user.name": 1}
    assert survey.user_expressions(survey.roles["a"]) == {"user.name": 1}


def test_what_a_task_sets_only_the_run_can_tell(brief) -> None:
    tasks = "- set_fact:\n    provider: chrony\n- debug:\n    msg: x\n  when: provider == 'chrony'\n"
    files = {"galaxy.yml": "namespace: a\nname: b\n", "roles/r/tasks/main.yml": tasks}
    files["roles/r/defaults/main.yml"] = "provider: ''\n"
    survey = Survey(brief("x", files))
    assert survey.standing(survey.roles["r"])[1].runs is None
    assert survey.definition(survey.roles["r"], "provider") is None
