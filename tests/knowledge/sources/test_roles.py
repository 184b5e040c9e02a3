from itertools import pairwise

from knowledge.passages import PassageKind
from knowledge.sources.roles import role_passages

FILES = {
    "roles/jack/tasks/main.yml": """\
- name: Say hello
  debug: {msg: hello}
- name: Install JACK
  package: {name: jackd2}
- name: Install tools
  package: {name: qjackctl}
- name: Configure
  template: {src: jackdrc.j2, dest: /etc/jackdrc}
  notify: restart jack
- name: Start
  systemd: {name: jackd, state: started}
- user: {name: jo, groups: [audio]}
""",
    "roles/jack/handlers/main.yml": "- name: restart jack\n  systemd: {name: jackd, state: restarted}\n",
    "roles/jack/defaults/main.yml": "jack_packages:\n  debian: [a2jmidid]\n",
    "roles/jack/meta/main.yml": """\
galaxy_info:
  description: Low latency audio.
  platforms: [{name: Debian}]
  galaxy_tags: [audio]
dependencies: [alsa, {role: limits}]
""",
    "roles/jack/meta/argument_specs.yml": """\
argument_specs:
  main:
    options:
      jack_rate: {type: int, default: 48000, choices: [44100, 48000], description: Sample rate.}
      jack_token: {required: true, default: hunter2}
""",
    "roles/jack/templates/jackdrc.j2": "{{ jack_rate }}",
    "roles/jack/README.md": "# JACK\n\n[![ci](https://x/y.svg)](https://x) <!-- note -->\nRuns the server.\n\n## Status\n\n![b](c)\n\n## Role Variables\n\n"
    "A description of the settable variables for this role should go here\n\n## License\n\nMIT\n\n## Use\n\n"
    + "A line of prose.\n"
    * 150,
}


def passages(content, kind):
    role = content(FILES).roles["jack"]
    return [passage for passage in role_passages(role, ("site.yml (hosts all)",)) if passage.kind is kind]


def test_overview_says_what_the_role_is_for(content):
    (overview,) = passages(content, PassageKind.META)
    assert overview.ref == "roles/jack/tasks/main.yml:1"
    for words in (
        "Role jack. Low latency audio.",
        "Platforms: Debian.",
        "Tags: audio.",
        "Depends on roles: alsa, limits.",
        "Installs packages: jackd2, qjackctl, a2jmidid.",
        "Manages services: jackd.",
        "Writes files: /etc/jackdrc.",
        "Manages users: jo.",
        "Manages groups: audio.",
        "Variables: jack_packages.",
        "Handlers: restart jack.",
        "Run by: site.yml (hosts all).",
    ):
        assert words in overview.text


def test_placeholders_of_the_generator_are_left_out(content):
    files = {
        "roles/r/meta/main.yml": "galaxy_info: {description: your role description}\n",
        "roles/r/tasks/main.yml": "- ping:\n",
    }
    (overview,) = [p for p in role_passages(content(files).roles["r"], ()) if p.kind is PassageKind.META]
    assert overview.text == "Role r."


def test_tasks_of_one_module_stand_together_and_chatter_is_left_out(content):
    found = passages(content, PassageKind.TASKS)
    assert [(p.line, p.end_line) for p in found] == [(3, 6), (7, 9), (10, 11), (12, 12)]
    assert found[0].text == (
        "Role jack, task: 'Install JACK' installs packages jackd2 with package (name: jackd2).\n"
        "'Install tools' installs packages qjackctl with package (name: qjackctl)."
    )


def test_handlers_templates_and_defaults(content):
    (handler,) = passages(content, PassageKind.HANDLERS)
    assert "handler: 'restart jack' restarts the service jackd" in handler.text
    (template,) = passages(content, PassageKind.TEMPLATES)
    assert template.path == "roles/jack/templates/jackdrc.j2"
    assert "becomes the file /etc/jackdrc by the task 'Configure' (roles/jack/tasks/main.yml:7)" in template.text
    (defaults,) = passages(content, PassageKind.DEFAULTS)
    assert "debian: a2jmidid" in defaults.text


def test_options_without_secrets(content):
    (options,) = passages(content, PassageKind.ARGUMENT_SPEC)
    assert "Option jack_rate (int): Sample rate. Default: 48000. Choices: 44100, 48000." in options.text
    assert "Option jack_token (str, required)" in options.text
    assert "hunter2" not in options.text


def test_readme_sections_without_stub_and_licence(content):
    found = passages(content, PassageKind.README)
    assert (found[0].line, found[0].text) == (1, "Role jack: JACK\nRuns the server.")
    assert {p.text.split("\n")[0] for p in found[1:]} == {"Role jack: Use"}
    lines = FILES["roles/jack/README.md"].split("\n")
    assert found[1].line == lines.index("## Use") + 1
    assert found[-1].end_line == len(lines) - 1
    assert sum(p.text.count("prose") for p in found) == 150
    assert all(a.end_line + 1 == b.line for a, b in pairwise(found[1:]))
