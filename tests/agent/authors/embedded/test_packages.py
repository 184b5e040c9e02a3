from __future__ import annotations

import pytest

from agent.authors.embedded.clauses import split
from agent.authors.embedded.packages import Packages, parse
from agent.domain.edits import AddListItem, AddRoleToPlay, InsertTask, NewRole


def _parse(words: str) -> Packages | None:
    (clause,) = split(words)
    return parse(clause)


@pytest.mark.parametrize(
    ("words", "said", "state"),
    [
        ("install ardour", ("ardour",), "present"),
        ("Install Ardour", ("ardour",), "present"),
        ("install the ardour package", ("ardour",), "present"),
        ("install the packages ardour, hydrogen and lv2-c++-tools", ("ardour", "hydrogen", "lv2-c++-tools"), "present"),
        ("add the package ardour", ("ardour",), "present"),
        ("install an ssh server", ("ssh server",), "present"),
        ("install the latest version of ardour", ("ardour",), "present"),
        ("I want qjackctl installed", ("qjackctl",), "present"),
        ("I'd like to have qjackctl and ardour installed", ("qjackctl", "ardour"), "present"),
        ("make sure that ardour is installed", ("ardour",), "present"),
        ("ensure ardour and jack are installed", ("ardour", "jack"), "present"),
        ("uninstall pulseaudio", ("pulseaudio",), "absent"),
        ("remove the pulseaudio package", ("pulseaudio",), "absent"),
        ("make sure pulseaudio is absent", ("pulseaudio",), "absent"),
        ("install `ardour`", ("ardour",), "present"),
    ],
)
def test_understood(words: str, said: tuple[str, ...], state: str) -> None:
    wish = _parse(words)
    assert wish is not None
    assert (wish.said, wish.state) == (said, state)


@pytest.mark.parametrize(
    "words",
    [
        "install it",
        "install everything",
        "install ardour 8.2",
        "install ardour for alice",
        "install no ardour",
        "install $(id)",
        "install -y",
        "install ../x",
        "install 12",
        "ardour installed",
        "remove the user bob",
        "install ardour or audacity",
    ],
)
def test_prose_is_no_package(words: str) -> None:
    assert _parse(words) is None


def test_an_existing_list_is_extended_under_the_key_of_the_distribution(ask) -> None:
    plan, edits = ask("install ardour")
    assert edits == (
        AddListItem(path="roles/audio/defaults/main.yml", keys=("audio_packages", "debian"), item="ardour"),
    )
    assert plan.steps[0].variables == ("audio_packages",)
    assert "roles/audio/tasks/main.yml:1" in plan.steps[0].reason


def test_a_missing_key_is_made(ask) -> None:
    _, edits = ask("install ardour", facts="arch")
    assert edits[0].keys == ("audio_packages", "archlinux")


NEWLINE = "\n"
READS = "- package:\n    name: '{{ audio_packages[ansible_distribution | lower] }}'\n"


def _audio(task: str, defaults: str = "audio_packages: {fedora: [hydrogen]}\n") -> dict[str, str]:
    return {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/audio/defaults/main.yml": defaults,
        "roles/audio/tasks/main.yml": task,
    }


@pytest.mark.parametrize(
    "task",
    [
        "- ansible.builtin.package:\n    name: '{{ audio_packages.fedora }}'\n",
        "- ansible.builtin.dnf:\n    name: '{{ audio_packages[ansible_distribution | lower] }}'\n",
        f"{READS}  when: ansible_distribution == 'Fedora'\n",
        f"- block:\n    {READS.replace(NEWLINE, NEWLINE + '    ')}\n  when: ansible_os_family == 'RedHat'\n",
        "- package:\n    name: '{{ audio_packages[ansible_distribution | lower] }}'\n  when: use_audio\n",
        "- debug:\n    var: audio_packages\n",
    ],
)
def test_a_list_that_nothing_reads_on_this_system_is_left_alone(ask, task: str) -> None:
    _, edits = ask("install ardour", _audio(task))
    assert [type(edit) for edit in edits] == [InsertTask]
    assert edits[0].path == "roles/audio/tasks/main.yml"
    assert edits[0].task.module == "ansible.builtin.package"
    assert edits[0].task.args == {"name": "ardour", "state": "present"}
    assert edits[0].task.keywords == {"become": True}


def test_a_task_file_that_is_not_reached_counts_for_nothing(ask) -> None:
    files = _audio("- debug:\n    msg: x\n") | {
        "roles/audio/tasks/packages.yml": "- package:\n    name: '{{ audio_packages[ansible_distribution | lower] }}'\n"
    }
    _, edits = ask("install ardour", files)
    assert [edit.path for edit in edits] == ["roles/audio/tasks/main.yml"]


def test_a_task_goes_into_the_packages_file_where_that_is_reached(ask) -> None:
    _, edits = ask("install cowsay")
    assert [edit.path for edit in edits] == ["roles/base/tasks/packages.yml"]


@pytest.mark.parametrize("words", ["install hydrogen", "install curl and git", "I want curl installed"])
def test_what_is_installed_already_is_said_with_its_place(ask, words: str) -> None:
    plan, edits = ask(words)
    assert not edits
    assert all(":" in entry.split()[-1] for entry in plan.already)
    assert plan.already


def test_what_another_distribution_has_is_not_so_here(ask) -> None:
    plan, edits = ask("install qtractor")
    assert edits
    assert not plan.already


def test_a_package_that_is_installed_elsewhere_is_not_removed(ask) -> None:
    plan, edits = ask("remove curl")
    assert not edits
    assert "roles/base/tasks/packages.yml:1" in plan.not_understood[0]


def test_several_packages_without_a_list_make_one_task(ask) -> None:
    _, edits = ask("install cowsay, fortune and figlet")
    assert [edit.task.name for edit in edits] == ["Install cowsay, fortune and figlet"]
    assert edits[0].task.args["name"] == ["cowsay", "fortune", "figlet"]


def test_a_role_may_call_a_package_by_its_own_name(ask) -> None:
    files = {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "roles/packages/defaults/main.yml": """
            packages_present: [jack]
            packages_absent: []
            packages_names:
              Debian: {jack: jackd2, ssh-server: openssh-server}
            """,
        "roles/packages/tasks/main.yml": """
            - package:
                name: "{{ packages_present | map('extract', packages_names[ansible_facts['os_family']]) | list }}"
              when: packages_present | length > 0
            - package:
                name: "{{ packages_absent }}"
                state: absent
              when: packages_absent | length > 0
            """,
    }
    assert ask("install jack", files)[0].already
    assert ask("install an ssh server", files)[1][0].item == "ssh-server"
    assert ask("remove nano", files)[1][0].keys == ("packages_absent",)


def test_with_no_fitting_role_there_is_a_new_one_in_the_main_play(ask) -> None:
    files = {
        "galaxy.yml": "namespace: acme\nname: studio\n",
        "playbooks/site.yml": "- hosts: all\n  become: true\n  roles:\n    - acme.studio.web\n",
        "roles/web/tasks/main.yml": "- debug:\n    msg: nginx\n",
    }
    plan, edits = ask("install cowsay", files)
    assert [type(edit) for edit in edits] == [NewRole, InsertTask, AddRoleToPlay]
    assert (edits[0].name, edits[1].path) == ("cowsay", "roles/cowsay/tasks/main.yml")
    assert edits[1].task.keywords == {}
    assert (edits[2].path, edits[2].play, edits[2].role) == ("playbooks/site.yml", 0, "acme.studio.cowsay")
    assert len(plan.steps) == 2


def test_a_new_role_that_no_play_can_use_is_said(ask) -> None:
    plan, edits = ask("install cowsay", {"galaxy.yml": "namespace: acme\nname: studio\n"})
    assert [type(edit) for edit in edits] == [NewRole, InsertTask]
    assert any("no play uses" in assumption for assumption in plan.assumptions)


def test_a_single_role_takes_it_all(ask) -> None:
    plan, edits = ask("install cowsay", {"tasks/main.yml": "- debug:\n    msg: x\n", "meta/main.yml": "{}\n"})
    assert [edit.path for edit in edits] == ["tasks/main.yml"]
    assert plan.steps[0].role


def test_packages_for_one_list_are_one_step(ask) -> None:
    plan, edits = ask("install guitarix and ardour")
    assert [step.summary for step in plan.steps] == ["install guitarix and ardour"]
    assert [edit.item for edit in edits] == ["guitarix", "ardour"]
    assert "package names taken as said: guitarix, ardour" in plan.assumptions


def test_a_task_that_may_install_it_too_is_told(ask) -> None:
    tasks = "- set_fact:\n    kind: daw\n- package:\n    name: ardour\n  when: kind == 'daw'\n"
    files = {"galaxy.yml": "namespace: a\nname: b\n", "roles/r/tasks/main.yml": tasks}
    files["roles/r/defaults/main.yml"] = "kind: ''\n"
    plan, _ = ask("install ardour", files)
    assert any(line.startswith("roles/r/tasks/main.yml:3 installs ardour too") for line in plan.assumptions)
