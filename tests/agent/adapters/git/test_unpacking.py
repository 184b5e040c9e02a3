"""The cache of unpacked trees."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.adapters.git import unpacking
from agent.errors import RepositoryError


def tree(project, name="HEAD^{tree}"):
    return project.git("rev-parse", name).decode()


def test_exactly_what_git_stores(project):
    project.git("config", "core.autocrlf", "true")
    project.put({".gitattributes": b"*.yml eol=crlf filter=lfs\n*.txt export-ignore\n$Id$ ident\n", "n.txt": b"$Id$\n"})
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"
    blob = project.git("hash-object", "-w", "--stdin", stdin=pointer).decode()
    project.git("update-index", "--add", "--cacheinfo", f"100644,{blob},large.bin")
    project.git("add", ".gitattributes", "n.txt")
    project.git("commit", "-q", "-m", "x")
    folder = project.repository.unpack(tree(project), "")
    assert (folder / "large.bin").read_bytes() == pointer
    assert (folder / "n.txt").read_bytes() == b"$Id$\n"
    assert b"\r" not in (folder / project.tasks).read_bytes()
    assert os.access(folder / "roles/audio/files/run.sh", os.X_OK)
    assert not (folder / project.tasks).stat().st_mode & 0o333
    assert not (folder / ".git").exists()


def test_below_a_subpath_with_its_name(project):
    folder = project.repository.unpack(tree(project), "roles/audio")
    assert folder.name == "audio"
    assert (folder / "tasks/main.yml").is_file()
    assert project.repository.unpack(tree(project), "").name == project.root.name


def test_unpacked_once(project):
    first = project.repository.unpack(tree(project), "")
    stamp = first.stat().st_ino
    assert project.repository.unpack(tree(project), "") == first
    assert first.stat().st_ino == stamp


def test_many_at_once(project):
    oid = tree(project)
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(lambda _: project.repository.unpack(oid, ""), range(8)))
    assert len(folders) == 1
    assert len(list((project.scratch / "cache").iterdir())) == 1


def test_links_that_lead_out_are_left_out(project, tmp_path):
    links = {"out": "/etc", "up": "..", "roles/up": "../../x", "in": "roles/audio", "roles/top": "..", "self": "self",
             "a/c": "../roles/top", "a/out": "c/../..", "dangling": "nothing"}  # fmt: skip
    for name, target in links.items():
        (project.root / name).parent.mkdir(exist_ok=True)
        (project.root / name).symlink_to(target)
    project.commit()
    folder = project.repository.unpack(tree(project), "")
    present = {name for name in links if os.path.lexists(folder / name)}
    assert present == {"in", "roles/top", "a/c", "dangling"}
    below = project.repository.unpack(tree(project), "roles")
    assert not os.path.lexists(below / "top")


def test_submodules_and_huge_blobs_are_left_out(project, monkeypatch, caplog):
    monkeypatch.setattr(unpacking, "LARGEST", 1000)
    project.put({"a-big": b"x" * 2000, "b-small": b"y"})
    project.git("update-index", "--add", "--cacheinfo", f"160000,{project.tip},module")
    project.git("add", "a-big", "b-small")
    project.git("commit", "-q", "-m", "x")
    folder = project.repository.unpack(tree(project), "")
    assert not (folder / "a-big").exists()
    assert (folder / "b-small").read_bytes() == b"y"
    assert not (folder / "module").exists()
    assert "a-big" in caplog.text


def crafted(project, *lines):
    """A tree that git itself would never make."""
    return subprocess.run(
        ["git", "hash-object", "-w", "-t", "tree", "--stdin", "--literally"],
        cwd=project.root, input=b"".join(lines), check=True, capture_output=True,
    ).stdout.decode().strip()  # fmt: skip


@pytest.mark.parametrize("name", [b"..", b".git", b".GIT", b"."])
def test_a_crafted_tree_leads_nowhere(project, name):
    blob = bytes.fromhex(tree(project, f"HEAD:{project.tasks}"))
    inner = bytes.fromhex(crafted(project, b"100644 x\0" + blob))
    with pytest.raises(RepositoryError):
        project.repository.unpack(crafted(project, b"40000 " + name + b"\0" + inner), "")
    assert not (project.scratch / "cache/x").exists()


def test_a_file_below_a_link_of_the_same_name(project, tmp_path):
    """The tree has both: the file must not be written through the link."""
    target = tmp_path / "target"
    target.mkdir()
    blob = bytes.fromhex(tree(project, f"HEAD:{project.tasks}"))
    link = bytes.fromhex(project.git("hash-object", "-w", "--stdin", stdin=bytes(target)).decode())
    inner = bytes.fromhex(crafted(project, b"100644 x\0" + blob))
    both = crafted(project, b"120000 a\0" + link, b"40000 a\0" + inner)
    folder = project.repository.unpack(both, "")
    assert not (folder / "a").is_symlink()
    assert list(target.iterdir()) == []


def test_only_the_latest_used_are_kept(project, monkeypatch):
    monkeypatch.setattr(unpacking, "KEPT", 3)
    cache = project.scratch / "cache"
    folders = []
    for number in range(5):
        project.put({"n": b"%d" % number})
        project.commit()
        folders.append(project.repository.unpack(tree(project), ""))
        os.utime(folders[-1].parent, (number, number))
    assert [folder.exists() for folder in folders] == [False, False, True, True, True]
    project.repository.unpack(tree(project, "HEAD~2^{tree}"), "")
    abandoned = cache / ".partial-x"
    abandoned.mkdir()
    os.utime(abandoned, (0, 0))
    project.repository.unpack(tree(project), "")
    assert not abandoned.exists()


@pytest.mark.parametrize("subpath", ["none", "galaxy.yml", "../x"])
def test_no_such_folder(project, subpath):
    with pytest.raises(RepositoryError):
        project.repository.unpack(tree(project), subpath)


@pytest.mark.parametrize("name", ["f" * 40, "nonsense", "--help", ""])
def test_no_such_tree(project, name):
    with pytest.raises(RepositoryError, match="does not exist"):
        project.repository.unpack(name, "")


def test_a_cache_that_can_not_be_written(project):
    (project.scratch / "cache").write_bytes(b"")
    with pytest.raises(RepositoryError):
        project.repository.unpack(tree(project), "")


def test_a_damaged_object(project):
    blob = tree(project, f"HEAD:{project.tasks}")
    file = project.root / ".git/objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(b"garbage")
    with pytest.raises(RepositoryError) as caught:
        project.repository.unpack(tree(project), "")
    assert "git fsck" in caught.value.hint
    assert list((project.scratch / "cache").iterdir()) == []
