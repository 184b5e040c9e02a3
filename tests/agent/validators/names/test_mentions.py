import time

import pytest

from agent.validators.names.mentions import Mentions, strings


@pytest.fixture
def mentions(tmp_path):
    def _mentions(text, path="x.yml", read=()):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
        return Mentions(tmp_path, (path,), frozenset(read))

    return _mentions


@pytest.mark.parametrize(
    "text",
    [
        "when: x is defined", "when: x is not defined", "when: x.y['z'] is undefined", "{{ x | default(1) }}",
        "{{ x|d() }}", "{{ x.y.get('z') | default }}", "{{ (x) | ansible.builtin.default('') }}", "{{ x | mandatory }}",
        "when: \"'x' in vars\"", "when: '\"x\" not in hostvars[h]'", "{{ x\n   | default(1) }}",
    ],
)  # fmt: skip
def test_guards(mentions, text):
    assert "x" in mentions(text).guarded


@pytest.mark.parametrize("text", ["{{ x }}", "{{ y.x | default(1) }}", "when: x is failed", "{{ x | defaults }}"])
def test_what_is_no_guard(mentions, text):
    assert "x" not in mentions(text).guarded


def test_names_of_templates(mentions):
    it = mentions("{% set a = 1 %}{%- for b, c in d %}{% macro e(f) %}", "templates/x")
    handed = mentions("{{ lookup('template', 'x', template_vars=dict(g=1, h=2)) }}")

    assert {"a", "b", "c", "e", "f"} <= it.local_to_templates
    assert {"g", "h"} <= handed.local_to_templates


def test_assignments_count_in_files_that_nothing_else_reads(mentions):
    text = "vars:\n  - a: 1\n    'b': 2\nc=3\n"

    assert {"a", "b", "c"} <= mentions(text, "tests/x.yml").assigned
    assert not mentions(text, "tests/x.yml", read=["tests/x.yml"]).assigned


def test_prose_but_no_changelog(mentions):
    assert "audio_x" in mentions("Set `audio_x`.", "docs/x.md").documented()
    assert "audio_x" not in mentions("Remove `audio_x`.", "CHANGELOG.md").documented()
    assert not mentions("Set `audio_x`.", "docs/x.md").documented(among={"other.md"})


def test_programs_and_sealed_files(mentions):
    assert "fact" in mentions("{'fact': 1}", "roles/a/library/x.py").programmed
    assert not mentions("fact", "roles/a/files/library/x.py").programmed
    assert mentions("$ANSIBLE_VAULT;1.1;AES256\n", "group_vars/x.yml").sealed == ("group_vars/x.yml",)


def test_plugins_are_read_and_never_run(mentions, tmp_path):
    text = f"open('{tmp_path}/canary', 'w')\nclass FilterModule:\n  def filters(self):\n    return {{'one': 1, **dict(two=2)}}\n"

    found = mentions(text, "filter_plugins/x.py").plugin_strings

    assert {"one", "two"} <= found
    assert not (tmp_path / "canary").exists()
    assert mentions("class FilterModule(:", "plugins/filter/x.py").plugin_strings is None


def test_strings_of_a_program():
    assert set(strings("x = {'a': f(b=1)}")) == {"a", "b"}


@pytest.mark.parametrize(
    "text",
    ["x" * 500_000, "x " * 200_000, "x" + " " * 500_000, "x[" * 200_000, "x.get(" * 100_000, "{% set " * 100_000, "\n" * 500_000,
     "template_vars=" * 50_000, "x.x" * 200_000, "'x' " * 100_000, "-" * 500_000],
)  # fmt: skip
def test_no_text_takes_long(mentions, text):
    it = mentions(text)
    started = time.monotonic()

    assert it.guarded is not None
    assert it.local_to_templates is not None
    assert it.assigned is not None

    assert time.monotonic() - started < 20
