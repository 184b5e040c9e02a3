from knowledge.content.expressions import JinjaText, jinja_texts
from knowledge.content.model import Tagged


def test_templates_and_bare_expressions_are_told_apart():
    value = {
        "name": "plain",
        "when": ["a is defined", True],
        "copy": {"content": "{{ b }}", "mode": "0644", "{{ key }}": 1},
        "assert": {"that": "c"},
        "ansible.builtin.debug": {"var": "d", "msg": "e"},
        "until": "f",
        "secret": Tagged("!vault", "{{ no }}"),
    }

    assert [(found.keys, found.text, found.expression) for found in jinja_texts(value)] == [
        (("when", "0"), "a is defined", True),
        (("copy", "content"), "{{ b }}", False),
        (("copy",), "{{ key }}", False),
        (("assert", "that"), "c", True),
        (("ansible.builtin.debug", "var"), "d", True),
        (("until",), "f", True),
    ]


def test_a_lone_string_is_a_template_or_nothing():
    assert list(jinja_texts("{{ a }}")) == [JinjaText((), "{{ a }}", expression=False)]
    assert not list(jinja_texts("a"))
    assert not list(jinja_texts(None))
