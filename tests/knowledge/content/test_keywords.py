from ansible.parsing.mod_args import RAW_PARAM_MODULES
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler
from ansible.playbook.play import Play
from ansible.playbook.task import Task

from knowledge.content.keywords import (
    ACTIONS,
    BLOCK_SECTIONS,
    PLAY_SECTIONS,
    RAW_MODULES,
    TASK_KEYWORDS,
    is_keyword,
    short_name,
)

INTERNAL = {"action", "async_val", "loop_with"}


def test_keywords_are_those_of_ansible_core():
    theirs = set(Task.fattributes) | set(Handler.fattributes) | set(Block.fattributes)
    assert theirs - INTERNAL - set(BLOCK_SECTIONS) == TASK_KEYWORDS


def test_sections_and_raw_modules_are_ansibles():
    assert set(PLAY_SECTIONS) <= set(Play.fattributes)
    assert RAW_MODULES - {"expect"} <= {short_name(name) for name in RAW_PARAM_MODULES}


def test_keywords_are_told_from_modules():
    assert is_keyword("when")
    assert is_keyword("with_items")
    assert not is_keyword("copy")
    assert not any(is_keyword(action) for action in ACTIONS)


def test_only_ansibles_own_names_are_shortened():
    assert short_name("ansible.builtin.copy") == "copy"
    assert short_name("ansible.legacy.copy") == "copy"
    assert short_name("community.general.ufw") == "community.general.ufw"
