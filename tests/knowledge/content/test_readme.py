from pathlib import Path

import ansible.galaxy
import pytest

from knowledge.content.readme import is_stub, sections

STUB = (Path(ansible.galaxy.__file__).parent / "data/default/role/README.md").read_text()


def test_ansibles_own_stub_is_recognised():
    assert is_stub(STUB)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Role Name", "docker"),
        ("BSD", "MIT, and some words more"),
        ("An optional section for the role authors to include contact information, or a website", "Jo, jo@example.org"),
        ("\n", "\r\n"),
        ("Role Name\n=========", "# docker"),
    ],
)
def test_stub_with_another_title_licence_or_author_is_a_stub(old, new):
    assert old in STUB
    assert is_stub(STUB.replace(old, new))


def test_a_word_of_substance_makes_it_a_readme():
    assert not is_stub(STUB.replace("A brief description of the role goes here.", "Installs Docker."))
    assert not is_stub(STUB.replace("A description of the settable variables", "Set docker_users. A description"))
    assert not is_stub("Installs Docker.\n")


def test_empty_readme_is_a_stub():
    assert is_stub("")
    assert is_stub("# docker\n\n")


def test_sections_have_titles_and_lines():
    text = "intro\n\n# One\n\nbody\n```sh\n# no heading\n```\n\nTwo\n---\n- item\n\n### Three ###\n"
    assert [(s.title, s.line, s.end_line, s.text) for s in sections(text)] == [
        ("", 1, 1, "intro"),
        ("One", 3, 8, "body\n```sh\n# no heading\n```"),
        ("Two", 10, 12, "- item"),
        ("Three", 14, 14, ""),
    ]
