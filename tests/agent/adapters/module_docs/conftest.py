"""A small Ansible installation: a core and collections, in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.adapters.module_docs import InstalledModuleDocs

MODULE = '''#!/usr/bin/python
raise SystemExit("nobody may run me")
DOCUMENTATION = r"""
module: sound
options:
  name:
    description: Its name.
    type: str
    required: true
    aliases: [device]
  level:
    type: int
    choices: [1, 2]
  channels:
    type: list
    elements: dict
    suboptions:
      side: {type: str, required: true}
extends_documentation_fragment: [acme.studio.common, acme.studio.common.extra, files]
"""
SPEC = dict(
    name=dict(required=True, aliases=["device", "dev"]),
    level=dict(type="int", choices=[1, 2, 3]),
    channels=dict(type="list", elements="dict", options=dict(side=dict(required=True), gain=dict())),
    _hidden=dict(),
)


def main():
    AnsibleModule(argument_spec=SPEC, mutually_exclusive=[("level", "gain")], required_if=[["level", 1, ["gain"]]])
'''
FRAGMENT = """
class ModuleDocFragment:
    DOCUMENTATION = "options: {gain: {type: int, default: 3}, name: {description: other, type: int}}"

    def __init__(self):
        text = f"options: {{}}\\nrequirements: [python >= {VERSION}]\\n"
        self.EXTRA = text
"""
FILES = {
    "ansible/release.py": "__version__ = '2.19'\n",
    "ansible/modules/copy.py": 'DOCUMENTATION = "options: {src: {type: path}}"\n',
    "ansible/modules/broken.py": 'DOCUMENTATION = "options: ["\n',
    "ansible/modules/notpython.py": "def (\n",
    "ansible/modules/empty.py": "",
    "ansible/modules/plain.py": 'DOCUMENTATION = "options: {}"\n',
    "ansible/plugins/action/copy.py": "class ActionModule: pass\n",
    "ansible/plugins/doc_fragments/files.py": (
        'class ModuleDocFragment(object):\n    DOCUMENTATION = r"""\noptions:\n  mode: {type: raw}\n"""\n'
    ),
    "ansible/config/ansible_builtin_runtime.yml": (
        "plugin_routing:\n  modules:\n    sound: {redirect: acme.studio.sound}\n    gone: {tombstone: {warning_text: Use copy.}}\n"
        "    old: {redirect: absent.coll.old}\n    loop: {redirect: ansible.builtin.loop}\n"
        "  doc_fragments:\n    moved: {redirect: acme.studio.common}\n"
    ),
    "ansible_collections/acme/studio/MANIFEST.json": "{}",
    "ansible_collections/acme/studio/plugins/modules/sound.py": MODULE,
    "ansible_collections/acme/studio/plugins/modules/sub/deep.py": 'DOCUMENTATION = "options: {}"\ndef main(): pass\n',
    "ansible_collections/acme/studio/plugins/modules/win_sound.ps1": "exit 1\n",
    "ansible_collections/acme/studio/plugins/modules/win_sound.yml": (
        "DOCUMENTATION:\n  options:\n    kind: {type: list, choices: [a, b], required: true}\n"
    ),
    "ansible_collections/acme/studio/plugins/modules/lost.py": (
        'DOCUMENTATION = "extends_documentation_fragment: acme.studio.absent"\n'
    ),
    "ansible_collections/acme/studio/plugins/doc_fragments/common.py": FRAGMENT,
    "ansible_collections/acme/studio/meta/runtime.yml": (
        "plugin_routing:\n  modules:\n    deep: {redirect: acme.studio.sub.deep}\n"
        "    sound: {deprecation: {warning_text: Use noise.}}\n  action:\n    sub.deep: {redirect: acme.studio.other}\n"
    ),
}


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        file = tmp_path / "installation" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "installation"


@pytest.fixture
def docs(installation: Path, tmp_path: Path) -> InstalledModuleDocs:
    return InstalledModuleDocs(tmp_path / "cache", installation / "ansible", [installation / "ansible_collections"])
