import pytest

from agent.validators.names.handlers import handlers

MORE = "roles/audio/tasks/more.yml"


def found(view, change, path=MORE):
    return [(fault.construct, fault.fix, fault.doubt) for fault in handlers(view(change), frozenset({path}))]


def test_a_slip_is_refuted_even_where_strangers_might_help(view):
    change = {MORE: "- command: x\n  notify: Restart jck\n", "more.yml": "- hosts: all\n  roles: [audio, a.b]\n"}

    assert found(view, change) == [("Restart jck", "Write `Restart jack`.", "")]


@pytest.mark.parametrize("notify", ["SOUND CHANGED", "[sound_changed]"])
def test_names_are_taken_to_the_letter(view, notify):
    ((_, fix, doubt),) = found(view, {MORE: f"- command: x\n  notify: {notify}\n"})

    assert fix == "Write `sound changed`."
    assert not doubt


def test_blocks_notify_too(view):
    assert found(view, {MORE: "- notify: Gone\n  block:\n    - command: x\n"}) == [("Gone", "", "")]


def test_handlers_from_a_templated_path_leave_a_doubt(view):
    change = {
        MORE: "- command: x\n  notify: Gone\n",
        "roles/audio/handlers/main.yml": "- include_tasks: '{{ x }}.yml'\n",
    }

    ((_, _, doubt),) = found(view, change)

    assert "run time" in doubt


def test_what_a_play_includes_among_its_handlers_counts(view):
    change = {
        "new.yml": "- hosts: all\n  tasks:\n    - command: x\n      notify: Far\n  handlers:\n    - import_tasks: h.yml\n",
        "h.yml": "- name: Far\n  command: x\n",
    }

    assert not found(view, change, "new.yml")


@pytest.mark.parametrize("notify", ["", "[]", "{a: b}", "[1, null]", "'{{ x }}'"])
def test_odd_notifications_are_left_alone(view, notify):
    assert not found(view, {MORE: f"- command: x\n  notify: {notify}\n"})
