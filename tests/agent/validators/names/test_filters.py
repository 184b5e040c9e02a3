import pytest

from agent.validators.names.filters import filters
from agent.validators.names.uses import uses

MORE = "roles/audio/tasks/more.yml"


def found(view, text, path=MORE, **change):
    it = view({path: text, **{name.replace("__", "/"): content for name, content in change.items()}})
    return list(filters(it, uses(it, frozenset({path}))))


@pytest.mark.parametrize(
    ("text", "rule", "fix"),
    [
        ("- command: '{{ x | uper }}'\n", "filter-unknown", "Write `upper`."),
        ("- command: '{{ x | ansible.builtin.uper }}'\n", "filter-unknown", ""),
        ("- command: '{{ x | failed }}'\n", "filter-unknown", "It is a test: write `is failed`."),
        ("- command: x\n  when: x is suces\n", "test-unknown", ""),
        ("- command: x\n  when: x is succes\n", "test-unknown", "Write `success`."),
    ],
)
def test_unknown_names_and_their_cure(view, text, rule, fix):
    (fault,) = found(view, text)

    assert (fault.rule, fault.fix, fault.doubt) == (rule, fix, "")


def test_names_inside_block_keywords_and_loops_are_seen(view):
    text = "- block:\n    - ping:\n  when: x is nonesuch\n- command: x\n  loop: '{{ x | nonesuch }}'\n"

    assert [fault.rule for fault in found(view, text)] == ["test-unknown", "filter-unknown"]


def test_a_plugin_of_the_repository_that_does_not_parse_leaves_a_doubt(view):
    change = {"filter_plugins__own.py": "class FilterModule(:\n"}

    (fault,) = found(view, "- command: '{{ x | nonesuch }}'\n", **change)

    assert fault.doubt == "a plugin of this repository can't be read"


def test_jinja_that_does_not_parse_is_found_on_its_line(view):
    path = "roles/audio/templates/jack.conf.j2"

    (fault,) = found(view, "a\nb\n{% if x %}{{ y z }}{% endif %}\n", path)

    assert (fault.rule, fault.path, fault.line) == ("jinja-invalid", path, 3)


def test_filters_of_a_collection_that_the_tree_holds_are_its_own(view):
    change = {
        "collections__ansible_collections__acme__studio__galaxy.yml": "namespace: acme\n",
        "plugins__filter__own.py": "class FilterModule:\n    def filters(self):\n        return dict(quieter=min)\n",
    }

    assert not found(view, "- command: '{{ x | acme.studio.quieter }}'\n", **change)
