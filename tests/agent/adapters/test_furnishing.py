from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.adapters import furnishing
from agent.adapters.namespaces import StepError
from agent.errors import SandboxUnavailable
from agent.ports import Command, Limits

LIMITS = Limits(seconds=60)


def room(*sources, base=None):
    return {"binds": [{"source": s, "target": s, "writable": False} for s in sources], "base": base}


def test_sources_are_held_open_once(tmp_path):
    held = furnishing.open_sources([room(str(tmp_path), "/usr"), room("/usr", base={"path": "/etc", "cp": "/bin/cp"})])
    try:
        assert held.keys() == {str(tmp_path), "/usr", "/etc"}
        assert Path(f"/proc/self/fd/{held[str(tmp_path)]}").readlink() == tmp_path
    finally:
        for descriptor in held.values():
            os.close(descriptor)


def test_a_source_that_went_away_is_named(tmp_path):
    with pytest.raises(StepError, match="gone"):
        furnishing.open_sources([room(str(tmp_path / "gone"))])


def test_a_folder_bound_below_a_private_one_and_below_another(sandbox, open_folder):
    """/work and /tmp are the room's own, and sources from this machine's /tmp still appear in them."""
    (open_folder / "outer").mkdir()
    (open_folder / "outer" / "inner").mkdir()
    (open_folder / "other").mkdir()
    (open_folder / "other" / "file").write_text("below")
    shown = {open_folder / "other": "/tmp/a/inner", open_folder / "outer": "/tmp/a"}
    done = sandbox.run(Command(argv=("cat", "/tmp/a/inner/file"), read_only=shown, limits=LIMITS))
    assert done.stdout == b"below"


def test_a_single_file(sandbox, open_folder):
    (open_folder / "file").write_text("x")
    done = sandbox.run(
        Command(argv=("cat", "/work/here"), read_only={open_folder / "file": "/work/here"}, limits=LIMITS)
    )
    assert done.stdout == b"x"


def test_names_with_odd_characters(sandbox, open_folder):
    folder = open_folder / "a:b,c d\\e\n\u00e4"
    folder.mkdir()
    (folder / "file").write_text("x")
    done = sandbox.run(Command(argv=("cat", "/odd/file"), read_only={folder: "/odd"}, limits=LIMITS))
    assert done.stdout == b"x"


@pytest.mark.usefixtures("refused")
class TestCopying:
    def test_an_instance_is_as_good(self, in_instance, base):
        script = """set -e
            stat -f -c %T /; stat -c %u:%g:%a / /tmp /etc/shadow /usr/bin/sudo
            useradd --create-home alice; su alice -c 'id -un; touch ~/x'; sudo -n -u alice id -un
            rm -r /usr/share/doc; mkdir /usr/share/doc; ls -A /usr/share/doc
            systemctl enable systemd-networkd; apt-get --simulate install htop | grep -c 'Inst htop '
        """
        before = sorted(base.iterdir())
        answer = in_instance(script)
        assert answer["out"].split() == [
            *("tmpfs", "0:0:755", "0:0:1777", "0:42:640", "0:0:4755"),
            *("alice", "alice", "1"),
        ], answer["err"]
        assert (answer["rc"], answer["copied"]) == (0, True)
        assert sorted(base.iterdir()) == before
        assert in_instance("id alice")["rc"] == 1

    def test_what_can_be_written_besides_is_limited_as_ever(self, in_instance):
        script = """
            for i in 1 2 3; do head -c 2000000 /dev/zero > /root/$i || exit 7; done; df --output=avail -m / | tail -1
            for i in 4 5; do head -c 2000000 /dev/zero > /root/$i || exit 8; done
        """
        answer = in_instance(script, limits=Limits(seconds=60, file_mb=8))
        assert (answer["rc"], answer["out"].split()) == (8, ["3"])  # df rounds up

    def test_a_copy_that_fails_says_why(self, in_instance, replace_program):
        replace_program("cp", "echo cp: No space left on device >&2; exit 1")
        with pytest.raises(SandboxUnavailable, match=r"\(copy\): cp: No space left on device") as caught:
            in_instance("true")
        assert "memory" in caught.value.hint


def test_nothing_is_copied_without_need(in_instance):
    answer = in_instance("stat -f -c %T /")
    assert answer["copied"] == (answer["out"] != "overlayfs\n")
