import pytest

from knowledge.content.source import Troubles, YamlFile
from knowledge.content.tasks import read_task_file
from knowledge.content.yaml_lines import compose
from knowledge.sources.task_prose import base_name, describe, strings, target_names


def task(text):
    file = YamlFile("tasks/main.yml", "demo", compose(f"- {text}\n"), Troubles())
    return read_task_file(file).tasks[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "ansible.builtin.package: {name: [ardour, jack2]}",
            "installs packages ardour, jack2 with ansible.builtin.package",
        ),
        ("apt: {name: 'a, b', state: absent}", "removes packages a, b with apt"),
        ("apt: {update_cache: yes}", "refreshes the package lists"),
        ("systemd: {name: jackd, state: started, enabled: yes}", "starts and enables the service jackd"),
        ("service: name=x enabled=no", "disables the service x"),
        ("systemd: {daemon_reload: yes}", "manages the service"),
        ("copy: {src: a, dest: /etc/a}", "writes the file /etc/a from a"),
        ("template: {src: a.j2, dest: /etc/a}", "writes from a template the file /etc/a from a.j2"),
        ("lineinfile: {path: /etc/x, line: 'a = 1'}", "edits the file /etc/x"),
        ("file: {path: /srv, state: directory}", "creates the directory /srv"),
        ("file: {path: /srv, state: absent}", "removes /srv"),
        ("file: {src: /a, dest: /b, state: link}", "links /b to /a"),
        ("file: {path: /srv, mode: '0700'}", "sets owner and permissions of /srv"),
        ("user: {name: jo, groups: [audio, video]}", "adds the user jo to groups audio, video"),
        ("user: {name: jo}", "creates the user jo"),
        ("user: {name: jo, state: absent}", "removes the user jo"),
        ("group: {name: audio}", "creates the group audio"),
        ("command: make install", "runs the command make install"),
        ("ansible.posix.sysctl: {name: vm.swappiness, value: 10}", "sets the kernel parameter vm.swappiness"),
        ("community.general.thing: {name: z}", "manages z with community.general.thing"),
        ("import_tasks: sub.yml", "includes the task file sub.yml"),
    ],
)
def test_what_a_task_does(text, words):
    assert words in describe(task(text))


def test_name_condition_and_notify_are_told():
    text = describe(task("name: Install\n  package: {name: a}\n  when: [b, c]\n  notify: restart"))
    assert text == "'Install' installs packages a with package (name: a), when b and c, notifies restart."


@pytest.mark.parametrize(
    "text",
    [
        "user: {name: jo, password: hunter2}",
        "command: mysql --password hunter2",
        "command: hunter2\n  no_log: true",
        "lineinfile: {path: /etc/x, line: 'password=hunter2'}",
        "ini_file: {path: /x, section: a, option: db_password, value: hunter2}",
        "copy: {dest: /x, content: hunter2}",
        "get_url: {url: 'https://jo:hunter2@example.org/x', dest: /x}",
        "package: {name: !vault hunter2}",
        "name: token=hunter2\n  ping:",
        "ping:\n  when: x == 'token=hunter2'",
        "command: a\n  args: {stdin: hunter2}",
    ],
)
def test_secrets_are_not_told(text):
    assert "hunter2" not in describe(task(text))
    assert "hunter2" not in str(target_names(task(text), "name", "path", "_raw_params")) or "command" in text


def test_small_helpers():
    assert base_name("community.general.pacman") == "pacman"
    assert strings(["a", 1, ""]) == ["a"]
    assert strings(None) == []
    assert target_names(task("apt: {name: 'a,b'}"), "pkg", "name") == ["a", "b"]
    assert target_names(task("apt: {name: '{{ x }},b'}"), "name") == ["{{ x }},b"]
