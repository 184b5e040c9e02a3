"""Wrong arguments are found, right ones are not: each example is a task, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain.modules import ArgumentSpec, Constraints, ModuleSpec, Option, RequiredIf
from agent.validators.arguments.check import Given, check
from agent.validators.arguments.rules import RULES

WRONG = [
    ("copy: {src: a, dest: /b, onwer: root}", "parameter-unknown", "`owner`"),
    ("copy: {src: a, dest: /b, permissions: '0644'}", "parameter-unknown", ""),
    ("copy: {content: a, src: x, dest: /b}", "parameters-exclusive", "`content`"),
    ("copy: {dest: /b}", "parameters-one-of", "`src`"),
    ("copy: {src: a}", "parameter-missing", "`dest`"),
    ("copy: src=a dest=/b bakcup=yes", "parameter-unknown", "`backup`"),
    ("copy: {src: a, dest: /b, backup: perhaps}", "parameter-type", "bool"),
    ("copy: {src: [a, b], dest: /b}", "parameter-type", ""),
    ("template: {src: a, dest: b, mod: '0644'}", "parameter-unknown", "`mode`"),
    ("template: {src: a}", "parameter-missing", "`dest`"),
    ("template: {src: a, dest: b, newline_sequence: crlf}", "parameter-choice", ""),
    ("package: {nmae: x, state: present}", "parameter-unknown", "`name`"),
    ("systemd_service: {name: x, enabled: maybe}", "parameter-type", "bool"),
    ("systemd_service: {name: x, state: strated}", "parameter-choice", "`started`"),
    ("systemd_service: {name: [a, b], state: started}", "parameter-type", ""),
    ("systemd_service: {name: x, daemon_relod: true}", "parameter-unknown", "`daemon_reload`"),
    ("systemd_service: {state: started, enable: true}", "parameter-unknown", "`enabled`"),
    ("service: {name: x, stat: started}", "parameter-unknown", "`state`"),
    ("file: {path: /x, state: dir}", "parameter-choice", "`directory`"),
    ("file: {path: /x, state: }", "parameter-choice", ""),
    ("file: {path: [/x, /y], state: directory}", "parameter-type", ""),
    ("file: {state: directory}", "parameter-missing", "`path`"),
    ("apt: {name: x, update_cache: sometimes}", "parameter-type", "bool"),
    ("apt: {name: x, cache_valid_time: 1h}", "parameter-type", "int"),
    ("apt: {name: x, state: installed}", "parameter-choice", ""),
    ("apt: {name: [[a, b]]}", "parameter-type", ""),
    ("apt: nginx", "arguments-malformed", ""),
    ("user: {groups: audio}", "parameter-missing", "`name`"),
    ("user: {name: a, apend: true, groups: b}", "parameter-unknown", "`append`"),
    ("community.general.pacman: {name: x, state: instaled}", "parameter-choice", "`installed`"),
    ("community.general.pacman: {update_cashe: true}", "parameter-unknown", "`update_cache`"),
    ("pacman: {name: x, upgrade: true}", "parameters-exclusive", ""),
    ("ansible.posix.mount: {path: /x, state: mounted}", "parameters-required-if", "`src`"),
    ("ansible.posix.sysctl: {name: x}", "parameters-required-if", "`value`"),
    ("community.docker.docker_container: {name: x, mounts: [{target: /x, typ: bind}]}", "parameter-unknown", "`type`"),
    ("community.docker.docker_container: {name: x, mounts: [{type: bind}]}", "parameter-missing", "`target`"),
    ("debug: {msg: a, var: b}", "parameters-exclusive", ""),
    ("debug: {message: a}", "parameter-unknown", ""),
    ("assert: {fail_msg: a}", "parameter-missing", "`that`"),
    ("assert: {that: a, message: b}", "parameter-unknown", ""),
    ("fail: {message: a}", "parameter-unknown", "`msg`"),
    ("meta: flush_handler", "parameter-choice", "`flush_handlers`"),
    ("set_fact: {}", "parameter-missing", ""),
    ("set_fact: [a]", "arguments-malformed", ""),
    ("command: {}", "parameters-one-of", "`cmd`"),
    ("command: {cmd: ls, createes: /x}", "parameter-unknown", "`creates`"),
    ("command: {cmd: ls, argv: [ls]}", "parameters-exclusive", ""),
    ("command: [ls, -l]", "arguments-malformed", ""),
    ("stat: /tmp", "arguments-malformed", "`path: ...`"),
    ("uri: {url: x, status_code: [200, ok]}", "parameter-type", "int"),
    ("uri: {url: x, method: FETCH, body_format: xml}", "parameter-choice", ""),
    ("git: {repo: x}", "parameters-required-if", "`dest`"),
    ("get_url: {url: x}", "parameter-missing", "`dest`"),
    ("unarchive: {src: a, dest: b, remote_source: true}", "parameter-unknown", "`remote_src`"),
    ("lineinfile: {path: a, line: x, insertafter: z, insertbefore: w}", "parameters-exclusive", ""),
    ("pause: {minutes: 1, seconds: 2}", "parameters-exclusive", ""),
    ("wait_for: {port: http}", "parameter-type", "int"),
    ("include_role: {name: x, task_from: y}", "parameter-unknown", "`tasks_from`"),
    ("import_tasks: {}", "parameters-one-of", ""),
    ("cron: {name: x, job: y, special_time: dayly}", "parameter-choice", "`daily`"),
]

RIGHT = [
    "copy: {src: a, dest: /b, owner: root, mode: '0644', backup: yes}",
    "copy: {content: {a: 1}, dest: /b}",
    "copy: {src: '{{ a | default(omit) }}', content: '{{ b | default(omit) }}', dest: /b}",
    "copy: src=a dest=/b mode=0644 backup=no",
    "copy: {dest: /b, src: '{{ x }}', mode: preserve, validate: visudo -cf %s}",
    "template: {src: a.j2, dest: /b, mode: 0644, newline_sequence: '\\n', trim_blocks: 'on'}",
    "package: {name: [a, b], state: present}",
    "package: {name: a}",
    "package: {name: '{{ names }}', state: '{{ state }}', use: apt}",
    "systemd_service: {name: x, state: started, enabled: 'yes', daemon_reload: 1}",
    "systemd: {daemon-reload: true}",
    "service: {name: x, state: restarted}",
    "file: {path: /x, state: directory, mode: u=rwx, recurse: 'true'}",
    "file: {dest: /x, src: /y, state: link, owner: '{{ o }}'}",
    "apt: {pkg: [a, b], state: latest, update_cache: yes, cache_valid_time: '3600'}",
    "apt: name=a,b state=present",
    "apt: {upgrade: dist}",
    "user: {name: a, groups: 'audio,video', append: yes, uid: '1001'}",
    "user: {name: a, groups: [audio], password: '{{ p }}', state: '{{ \"present\" if x else \"absent\" }}'}",
    "pacman: {name: [a], state: present}",
    "ansible.posix.mount: {path: /x, state: '{{ s }}'}",
    "ansible.posix.sysctl: {name: x, value: 10, sysctl_set: yes}",
    "community.docker.docker_container: {name: x, mounts: [{target: /x, type: bind}, '{{ more }}'], ports: ['80:80']}",
    "community.docker.docker_container: {name: x, mounts: '{{ mounts }}'}",
    "debug: {msg: [a, b]}",
    "debug:",
    "debug: {var: a.b, verbosity: '2'}",
    "assert: {that: [a is defined, b], quiet: true, msg: no}",
    "fail: {msg: no}",
    "meta: flush_handlers",
    "set_fact: {a: 1, cacheable: yes}",
    "set_fact: a=1 b=2",
    "add_host: {name: a, groups: b, ansible_user: c, anything: d}",
    "group_by: {key: 'os_{{ a }}'}",
    "command: ls -l creates=/x",
    "command: {cmd: ls, chdir: /x, creates: /y}",
    "command: {argv: [ls, '{{ x }}']}",
    "shell: |\n  cd /x\n  ls a=b\n",
    "raw: apt install python3",
    "script: a.sh --flag creates=/x",
    "include_vars: '{{ ansible_os_family }}.yml'",
    "include_vars: {file: a.yml, name: b}",
    "include_tasks: a.yml",
    "include_tasks: {file: a.yml, apply: {tags: [a]}}",
    "import_role: {name: a, tasks_from: b}",
    "uri: {url: x, status_code: '200,201', body: {a: 1}, body_format: json}",
    "git: {repo: x, clone: no}",
    "pause: {seconds: '{{ s }}'}",
    "wait_for: {port: '{{ p }}', timeout: '60'}",
    "wait_for_connection:",
    "setup: {gather_subset: [min], gather_timeout: 5}",
    "cron: {name: x, job: y, minute: '*/5', hour: 2}",
    "lineinfile: {path: a, regexp: '^x', line: 'x: \"{{ y }}\"'}",
    "blockinfile: {path: a, block: 'b', marker: '# {mark}'}",
    "unarchive: {src: a, dest: b, remote_src: yes}",
    "get_url: {url: x, dest: /y, headers: {a: b}, checksum: 'sha256:0'}",
    'known_hosts: {name: a, key: \'{{ lookup("file", "k") }}\'}',
    "reboot: {reboot_timeout: 600}",
    "ansible.windows.win_command: msiexec.exe /i a.msi TARGET=b",
    "infoblox.nios_modules.nios_a_record: {name: {old_name: a, new_name: b}, ipv4: x, provider: {host: y}}",
    "hostname: {name: !vault x}",
]


def faults(docs, task):
    return check(docs.find(task.module), Given(task.args))


@pytest.mark.parametrize(("text", "rule", "advice"), WRONG)
def test_what_is_wrong_is_found(docs, read_task, text, rule, advice):
    found = {fault.rule: fault for fault in faults(docs, read_task(text))}

    assert rule in found
    assert advice in found[rule].fix + found[rule].what
    assert found[rule].fix
    assert found.keys() <= RULES.keys()


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(docs, read_task, text):
    assert faults(docs, read_task(text)) == ()


SPEC = ArgumentSpec(
    options={
        "state": Option(choices=("on", "off"), default="on"),
        "level": Option(type="int", aliases=("lvl",)),
        "token": Option(required=True, fallback=True),
        "parts": Option(
            type="list",
            elements="dict",
            suboptions=ArgumentSpec(
                options={"side": Option(required=True, choices=("l", "r")), "gain": Option(type="int"), "by": Option()},
                constraints=Constraints(required_by={"gain": ("by",)}),
            ),
        ),
    },
    undocumented=("_hidden",),
    constraints=Constraints(
        required_if=(RequiredIf(parameter="state", value="on", needed=("level", "parts"), any_of=True),),
        required_together=(("level", "parts"),),
    ),
)
MODULE = ModuleSpec(name="acme.studio.sound", spec=SPEC)


@pytest.mark.parametrize(
    ("args", "rules"),
    [
        ({"state": "off"}, []),
        ({}, ["parameters-required-if"]),
        ({"state": "{{ s }}"}, []),
        ({"lvl": 1}, ["parameters-together"]),
        ({"lvl": 1, "parts": []}, []),
        ({"level": "{{ omit }}", "state": "off"}, []),
        ({"state": "off", "_hidden": 1, "{{ name }}": 2}, []),
        ({"state": "off", "level": 1, "parts": [{"side": "x", "gain": "a"}]}, 3),
        (
            {
                "state": "off",
                "level": 1,
                "parts": [{"side": "l", "gain": 1, "by": "x"}, "{{ p }}", {"side": "{{ s }}"}],
            },
            [],
        ),
        ({"state": "off", "level": 1, "parts": {"side": "l"}}, ["parameter-type"]),
        ({"state": "off", "level": 1, "parts": ["side"]}, ["parameter-type"]),
    ],
)
def test_suboptions_and_constraints(args, rules):
    found = [fault.rule for fault in check(MODULE, Given(args))]

    assert found == rules if isinstance(rules, list) else len(found) == rules


def test_what_defaults_may_give_is_not_missed():
    module = ModuleSpec(name="a.b.c", spec=ArgumentSpec(options={"name": Option(required=True, aliases=("n",))}))

    assert [fault.rule for fault in check(module, Given({}))] == ["parameter-missing"]
    assert check(module, Given({}, elsewhere=frozenset({"n"}))) == ()
    assert check(module, Given({}, complete=False)) == ()


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["{{ a }}", "1e999999999"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["state", "level", "lvl", "parts", "path", "name", "_raw_params", "mounts", "src"]) | st.text(
    max_size=4
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    module=st.sampled_from(
        ["copy", "file", "command", "set_fact", "meta", "uri", "community.docker.docker_container", ""]
    ),
    args=st.dictionaries(names, values, max_size=5),
    complete=st.booleans(),
)
def test_any_arguments_are_judged_without_an_error(docs, module, args, complete):
    spec = docs.find(module) if module else MODULE
    for fault in check(spec, Given(args, complete=complete)):
        assert fault.rule in RULES
        assert fault.what
        assert fault.fix
