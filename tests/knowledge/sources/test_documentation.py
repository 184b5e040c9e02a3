from pathlib import PurePosixPath

from knowledge.passages import PassageKind
from knowledge.sources import passages
from knowledge.sources.prose import MAX_TEXT

FILES = {
    "galaxy.yml": "namespace: ns\nname: col\n",
    "roles/alsa/tasks/main.yml": "- name: Install\n  package: {name: alsa-utils}\n",
    "playbooks/site.yml": """\
- import_playbook: base.yml
- name: Audio
  hosts: daw
  roles: [ns.col.alsa]
  tasks:
    - name: Add group
      group: {name: audio}
""",
    "group_vars/all.yml": "shared: secret-value\n",
    "vars/Debian.yml": "extra_packages: [lame]\n",
}


def test_everything_is_documented_with_its_place(content):
    found = list(passages(content(FILES)))
    texts = {passage.ref: passage.text for passage in found}
    (overview,) = [passage for passage in found if passage.kind is PassageKind.META]
    assert "Run by: playbooks/site.yml (hosts daw)." in overview.text
    assert texts["playbooks/site.yml:1"] == "Playbook playbooks/site.yml: imports the playbook base.yml."
    assert texts["playbooks/site.yml:2"] == (
        "Playbook playbooks/site.yml, play 'Audio': on the hosts daw runs the roles ns.col.alsa. Tasks: Add group."
    )
    assert "creates the group audio" in texts["playbooks/site.yml:6"]
    assert "lame" in texts["vars/Debian.yml:1"]
    assert not any("secret-value" in text for text in texts.values())


def test_passages_are_short_relative_and_within_their_files(content):
    read = content(FILES)
    for passage in passages(read):
        assert len(passage.text) <= MAX_TEXT
        assert not PurePosixPath(passage.path).is_absolute()
        lines = (read.root / passage.path).read_text().count("\n")
        assert 1 <= passage.line <= passage.end_line <= lines


def test_same_content_gives_same_passages(content):
    assert list(passages(content(FILES))) == list(passages(content(FILES)))
