import pytest

from agent.validators.names.role_arguments import role_arguments

CALL = "new.yml"


def found(view, entry, **more):
    text = f"- hosts: all\n  roles:\n    - {entry}\n"
    it = view({CALL: text, **{name.replace("__", "/"): content for name, content in more.items()}})
    return [(fault.rule, fault.line, fault.fix, fault.doubt) for fault in role_arguments(it, frozenset({CALL}))]


def test_a_correct_call(view):
    assert not found(view, "{role: audio, audio_owner: ann, audio_rate: 44100, audio_card: '{{ x }}'}")


def test_a_slip_names_the_option(view):
    ((rule, line, fix, doubt),) = found(view, "{role: audio, audio_owner: ann, audio_crad: 1}")

    assert (rule, line, fix, doubt) == ("role-argument-unknown", 3, "Write `audio_card`.", "")


def test_what_another_role_may_want_is_left_alone(view):
    assert not found(view, "{role: audio, audio_owner: ann, video_rate: 1}")


def test_what_the_role_uses_without_saying_so_is_left_alone(view):
    more = {"roles__audio__tasks__extra.yml": "- command: '{{ audio_hidden }}'\n"}

    assert not found(view, "{role: audio, audio_owner: ann, audio_hidden: 1}", **more)
    assert found(view, "{role: audio, audio_owner: ann, audio_shown: 1}")


@pytest.mark.parametrize(
    "more",
    [
        {"group_vars__all.yml": "audio_owner: ann\nadmin_user: x\n"},
        {"roles__audio__defaults__main.yml": "audio_owner: ann\n"},
        {"roles__common__defaults__main.yml": "audio_owner: ann\n"},
        {"inventory.ini": "desk audio_owner=ann\n"},
    ],
)
def test_what_is_defined_elsewhere_is_not_missing(view, more):
    assert not found(view, "audio", **more)


def test_whoever_passes_options_should_pass_all_that_are_required(view):
    ((rule, _, _, doubt),) = found(view, "{role: audio, audio_card: 1}")
    ((_, _, _, unsure),) = found(view, "audio")

    assert (rule, doubt) == ("role-argument-missing", "")
    assert unsure


def test_other_entry_points_have_other_options(view):
    text = (
        "- hosts: all\n  tasks:\n    - include_role: {name: audio, tasks_from: more}\n      vars: {audio_rate: fast}\n"
    )
    it = view({CALL: text})

    assert not list(role_arguments(it, frozenset({CALL})))
