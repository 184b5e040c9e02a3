from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from evals.mutants.sites import Fault, Site, Tree
from evals.sources import Source
from tests.fakes.repository import git, make_repository

ROLE = {
    "roles/website/tasks/main.yml": """---
- name: Install the server
  ansible.builtin.package:
    name: "{{ web_packages }}"
    state: present
  when: web_wanted == 'yes'

- name: Write the configuration
  ansible.builtin.template:
    src: server.conf.j2
    dest: "{{ web_configuration | mandatory }}"
    mode: "0644"
  notify: Restart the server

- name: Copy the page
  ansible.builtin.copy:
    src: page.html
    dest: /srv/page.html
    force: true
    mode: "0644"

- name: Make folders
  ansible.builtin.file:
    path: "{{ item.path }}"
    state: directory
    mode: "0755"
  loop: "{{ web_folders }}"

- name: Look at the folder
  ansible.builtin.stat:
    path: "/srv/{{ web_folders | first }}"
  register: web_folder_seen

- name: Say what was seen
  ansible.builtin.debug:
    msg: "{{ web_folder_seen.stat.exists }}"
  when: web_packages is defined

- name: Greet
  ansible.builtin.debug:
    msg: "{{ web_greeting | default('hello') }}"

- name: Bring in more
  ansible.builtin.include_tasks: more_tasks.yml
""",
    "roles/website/tasks/more_tasks.yml": "---\n- name: Start\n  ansible.builtin.service:\n    name: web\n    state: started\n",
    "roles/website/handlers/main.yml": (
        "---\n- name: Restart the server\n  ansible.builtin.service:\n    name: web\n    state: restarted\n"
    ),
    "roles/website/defaults/main.yml": (
        "---\nweb_packages: [nginx]\nweb_wanted: 'yes'\nweb_configuration: /etc/web.conf\nweb_folders:\n  - path: /srv\n"
        "web_greeting: hello\n"
    ),
    "roles/website/templates/server.conf.j2": "{% if web_wanted %}\nsay {{ web_greeting }}\n{% endif %}\n",
    "roles/website/files/page.html": "<p>hello</p>\n",
}


@pytest.fixture
def tree() -> Tree:
    return Tree("example", dict(ROLE))


@pytest.fixture
def fault(tree: Tree) -> Callable[..., tuple[Fault, str]]:
    """Make a kind of fault at the task of a name; returns it and its file's new text."""

    def make(kind: Callable[[Site, Random], Fault | None], task: str, seed: int = 0) -> tuple[Fault, str]:
        site = next(site for site in tree.sites if site.pairs["name"][1].value == task)
        found = kind(site, Random(seed))
        assert found is not None
        return found, found.files[found.path] or ""

    return make


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A repository with a good commit, and one that fixes a bug."""
    folder = make_repository(tmp_path / "example", ROLE)
    path = folder / "roles/website/tasks/more_tasks.yml"
    path.write_text(path.read_text().replace("state: started", "state: startet"))
    git(folder, "commit", "--quiet", "--all", "--message=Start it")
    path.write_text(path.read_text().replace("state: startet", "state: started"))
    git(folder, "commit", "--quiet", "--all", "--message=Fix typo in state")
    return Source("example", folder)
