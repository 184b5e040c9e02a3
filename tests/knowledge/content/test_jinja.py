from knowledge.content.jinja import spans, variables_used
from knowledge.content.reader import read
from knowledge.content.tasks import read_task_file


def found(root):
    return {(span.place.ref, "/".join(span.keys), span.expression): span.text for span in spans(read(root))}


def test_spans_of_every_kind_of_file(write):
    root = write(
        {
            "galaxy.yml": "namespace: a\nname: b\n",
            "roles/r/tasks/main.yml": """\
- name: "N {{ a }}"
  copy:
    content: |
      first
      {{ b }}
    dest: plain
  when:
    - c is defined
    - true
  notify: "{{ d }}"
- assert:
    that: e
- debug: {var: f}
- "{{ g }}": !unsafe "{{ not_a_span }}"
- include_vars: ../files/values.txt
- template: {src: ../files/odd.txt, dest: /x}
""",
            "roles/r/handlers/main.yml": "- ping: {data: '{{ h }}'}\n",
            "roles/r/defaults/main.yml": "i: '{{ j }}'\nwhen: plain\nv: !vault '{{ x }}'\n",
            "roles/r/meta/main.yml": "dependencies:\n  - role: z\n    when: k\n",
            "roles/r/templates/t.yml": "x:\n  {{ l }}\n",
            "roles/r/files/verbatim.yml": "a: '{{ .Go }}'\n",
            "roles/r/files/values.txt": "m: '{{ n }}'\n",
            "roles/r/files/odd.txt": "{{ o }}",
            "group_vars/all": "p: '{{ q }}'\n",
            "site.yml": "- hosts: '{{ r }}'\n  vars_files: [extra/v.txt]\n  tasks:\n    - include_tasks: extra/t.txt\n",
            "extra/v.txt": "s: '{{ t }}'\n",
            "extra/t.txt": "- ping:\n  when: u\n",
            ".github/ci.yml": "a: '${{ x }}'\n",
        }
    )
    tasks = "roles/r/tasks/main.yml"
    assert found(root) == {
        (f"{tasks}:1", "0/name", False): "N {{ a }}",
        (f"{tasks}:3", "0/copy/content", False): "first\n{{ b }}\n",
        (f"{tasks}:8", "0/when/0", True): "c is defined",
        (f"{tasks}:9", "0/when/1", True): "true",
        (f"{tasks}:10", "0/notify", False): "{{ d }}",
        (f"{tasks}:12", "1/assert/that", True): "e",
        (f"{tasks}:13", "2/debug/var", True): "f",
        (f"{tasks}:14", "3/{{ g }}", False): "{{ g }}",
        ("roles/r/handlers/main.yml:1", "0/ping/data", False): "{{ h }}",
        ("roles/r/defaults/main.yml:1", "i", False): "{{ j }}",
        ("roles/r/meta/main.yml:3", "dependencies/0/when", True): "k",
        ("roles/r/templates/t.yml:1", "", False): "x:\n  {{ l }}\n",
        ("roles/r/files/values.txt:1", "m", False): "{{ n }}",
        ("roles/r/files/odd.txt:1", "", False): "{{ o }}",
        ("group_vars/all:1", "p", False): "{{ q }}",
        ("site.yml:1", "0/hosts", False): "{{ r }}",
        ("extra/v.txt:1", "s", False): "{{ t }}",
        ("extra/t.txt:2", "0/when", True): "u",
    }


def test_broken_files_yield_nothing(write):
    root = write({"tasks/main.yml": "a: [\n", "templates/x.j2": b"\xff{{ x }}"})
    assert found(root) == {}


def test_variables_a_task_reads(parse):
    text = """\
- when: outer
  vars: {known: "{{ inner }}"}
  block:
    - name: "{{ title }}"
      copy: {content: "{{ body }} {{ item }} {{ known }} {{ own }}", dest: "{{ broken"}
      vars: {own: 1}
      loop: "{{ things }}"
      when: [cond.a is defined, "'x' in other"]
      register: result
    - assert: {that: [claim > 1]}
    - debug: {msg: "{{ x }}"}
      loop: [1]
      loop_control: {loop_var: x}
"""
    (block,) = read_task_file(parse(text)).tasks
    first, second, third = block.children
    assert variables_used(first) == {"outer", "inner", "title", "body", "things", "cond", "other"}
    assert variables_used(second) == {"outer", "inner", "claim"}
    assert variables_used(third) == {"outer", "inner"}
    assert variables_used(block) == {"outer", "inner"}
