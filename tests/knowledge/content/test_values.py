import pytest

from knowledge.content.model import Tagged
from knowledge.content.values import construct, names, text_of
from knowledge.content.yaml_lines import Mapping, compose


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("'yes'", "yes"),
        ("0644", 0o644),
        ("'0644'", "0644"),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("~", None),
        ("", None),
        ("2024-01-01", "2024-01-01"),
        ("!!int word", "word"),
        ("!!int ''", ""),
        ("9" * 5000, "9" * 5000),
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
        ("!vault secret", Tagged("!vault", "secret")),
        ("!unsafe '{{ x }}'", Tagged("!unsafe", "{{ x }}")),
        ("!!python/name:os.system ''", Tagged("tag:yaml.org,2002:python/name:os.system", "")),
        ("=", "="),
    ],
)
def test_scalars_as_ansible_sees_them(text, value):
    assert construct(compose(f"key: {text}").root) == {"key": value}


def test_collections_with_tags_are_plain():
    assert construct(compose("!x [a, !y {b: 1}]").root) == ["a", {"b": 1}]


def test_keys_that_are_no_words_become_text():
    assert construct(compose("? [a, b]\n: 1\n").root) == {"['a', 'b']": 1}


def test_text_of_null_and_collections_is_empty():
    root = compose("a: ~\nb: [1]\nc: 1\n").root
    assert isinstance(root, Mapping)
    assert [text_of(value) for _, value in root.pairs] == ["", "", "1"]
    assert names(root) == ["a", "b", "c"]
