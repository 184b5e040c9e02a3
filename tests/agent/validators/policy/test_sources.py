"""What the rules get to see of a file."""

from __future__ import annotations

from agent.validators.policy.sources import sources


def seen(make_subject, path, data):
    return sources(make_subject({path: data}).after, [path])


def test_scalars_come_with_keys_and_lines(make_subject):
    found = seen(make_subject, "roles/audio/vars/x.yml", "a:\n  b:\n    - c\n    - !vault d\n")
    values = [(text.keys, text.text, text.line, text.tag) for text in found.scalars if not text.is_key]

    assert [value[:3] for value in values] == [(("a", "b", "0"), "c", 3), (("a", "b", "1"), "d", 4)]
    assert values[1][3] == "!vault"
    assert [text.text for text in found.scalars if text.is_key] == ["a", "b"]
    assert found.scalars[-1].key == "b"


def test_list_items_that_are_mappings_are_entries(make_subject):
    found = seen(make_subject, "roles/audio/tasks/x.yml", "- name: A\n  block:\n    -\n      name: B\n")

    assert [(entry.name, entry.line) for entry in found.entries] == [("A", 1), ("B", 3)]


def test_a_template_is_text_whatever_its_ending(make_subject):
    found = seen(make_subject, "roles/audio/templates/x.yml", "a: [\n")

    assert [text.text for text in found.files] == ["a: [\n"]
    assert found.troubles == []


def test_yaml_without_an_ending_is_yaml_where_ansible_reads_it_so(make_subject):
    assert seen(make_subject, "group_vars/all", "a: b\n").scalars
    assert seen(make_subject, "LICENSE", "a: b\n").files


def test_what_does_not_parse_is_trouble_with_its_line(make_subject):
    (trouble,) = seen(make_subject, "roles/audio/vars/x.yml", "a: 1\nb: [\n").troubles

    assert trouble.line >= 2
    assert trouble.message


def test_links_are_not_followed(make_subject):
    subject = make_subject()
    (subject.after.root / "x.yml").symlink_to("galaxy.yml")

    assert sources(subject.after, ["x.yml"]).scalars == []
