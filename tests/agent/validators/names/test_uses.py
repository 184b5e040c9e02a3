from agent.validators.names.uses import analyse, uses

MAIN = "roles/lonely/tasks/main.yml"


def test_what_a_text_uses():
    found = analyse("{% for a in b | map('x') %}{{ a is c.d.e }}{% endfor %}{{ f.g | h }}", expression=False)

    assert (found.variables, found.filters, found.tests) == ({"b", "f"}, {"map", "h"}, {"c.d.e"})
    assert found.trouble is None
    assert analyse("a and b is defined", expression=True).variables == {"a", "b"}
    assert analyse("{{ a", expression=False).trouble is not None


def texts(view, path, text):
    it = view({path: text})
    return {(use.jinja.text, use.place.line): use for use in uses(it, frozenset({path}))}


def test_every_place_of_a_task(view):
    text = """\
- name: "{{ a }}"
  command: "{{ b }}"
  when: c
  environment: {D: "{{ d }}"}
  loop: "{{ e }}"
- assert: {that: [f, g]}
- copy: {content: !unsafe "{{ h }}", dest: !vault "{{ i }}"}
"""
    found = texts(view, MAIN, text)

    assert {text for text, _ in found} == {"{{ a }}", "{{ b }}", "c", "{{ d }}", "{{ e }}", "f", "g"}
    assert found["{{ b }}", 1].local == {"item"}
    assert found["f", 6].local == set()


def test_plays_roles_variables_and_templates(view):
    play = texts(
        view, "new.yml", "- hosts: '{{ a }}'\n  vars: {x: '{{ b }}'}\n  roles:\n    - {role: audio, x: '{{ c }}'}\n"
    )
    group = texts(view, "group_vars/new.yml", "when: plain words\nx: ['{{ a }}']\n")
    template = texts(view, "roles/lonely/templates/x.j2", "{{ a }}\n{{ b }}\n")

    assert {text for text, _ in play} == {"{{ a }}", "{{ b }}", "{{ c }}"}
    assert [(use.jinja.text, use.place.line, use.in_template) for use in group.values()] == [("{{ a }}", 2, False)]
    assert [(use.place.line, use.place.end_line, use.in_template) for use in template.values()] == [(1, 3, True)]


def test_a_loop_hands_its_item_to_what_it_includes(view):
    change = {
        MAIN: "- include_tasks: more.yml\n  loop: [1]\n",
        "roles/lonely/tasks/more.yml": "- command: '{{ item }}'\n",
    }
    it = view(change)
    caller = view(
        {"other.yml": "- hosts: all\n  tasks:\n    - include_role: {name: lonely}\n      loop: [1]\n"} | change
    )

    for found in (it, caller):
        (use,) = uses(found, frozenset({"roles/lonely/tasks/more.yml"}))
        assert "item" in use.local
