import pytest

from knowledge.content.freeform import parse, split


@pytest.mark.parametrize(
    ("module", "text", "args"),
    [
        ("copy", "src=a dest=/b mode=0644", {"src": "a", "dest": "/b", "mode": "0644"}),
        ("copy", "src='a b' dest=\"{{ x | default('y z') }}\"", {"src": "a b", "dest": "{{ x | default('y z') }}"}),
        ("file", "path={{ a b }}/c state=directory", {"path": "{{ a b }}/c", "state": "directory"}),
        ("include_tasks", "x.yml", {"_raw_params": "x.yml"}),
        ("include_tasks", "x.yml tags=a", {"_raw_params": "x.yml", "tags": "a"}),
        ("command", "make install chdir=/src", {"_raw_params": "make install", "chdir": "/src"}),
        ("shell", "A=1 run  --x=y", {"_raw_params": "A=1 run  --x=y"}),
        ("ansible.builtin.shell", "echo 'creates=no'", {"_raw_params": "echo 'creates=no'"}),
        ("meta", "", {}),
    ],
)
def test_shorthand(module, text, args):
    assert parse(module, text) == args


def test_multiline_command_stays_whole():
    assert parse("shell", "a\n  b\n") == {"_raw_params": "a\n  b"}


def test_unbalanced_quotes_do_not_hang():
    assert split("a 'b c") == ["a", "'b", "c"]
    assert split("{{ " * 200) == ["{{"] * 200
