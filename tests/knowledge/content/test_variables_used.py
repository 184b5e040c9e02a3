from knowledge.content.tasks import read_task_file
from knowledge.content.variables_used import variables_used


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
