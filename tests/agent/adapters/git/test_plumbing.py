"""Nothing that a repository, its configuration or its attributes name is ever started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.adapters.git import resolve
from agent.adapters.git.plumbing import Git
from agent.errors import RepositoryError

HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change",
    "post-merge", "post-rewrite", "pre-auto-gc", "pre-commit", "prepare-commit-msg", "reference-transaction", "update",
)  # fmt: skip


@pytest.fixture
def canary(project, own_configuration, tmp_path):
    """A folder that fills as soon as a hook, filter, monitor, differ, pager, editor, helper or signer is started."""
    folder = tmp_path / "canary"
    folder.mkdir()
    program = tmp_path / "sing"
    program.write_text(f'#!/bin/sh\ntouch "{folder}/$1-$$"\ncat\n')
    program.chmod(0o755)
    hooks = project.root / ".git/hooks"
    project.put({".gitattributes": b"* filter=x diff=x merge=x\n", ".git/info/attributes": b"* filter=x diff=x\n"})
    project.commit()
    for name in HOOKS:
        (hooks / name).write_text(f"#!/bin/sh\nexec {program} hook-{name} </dev/null\n")
        (hooks / name).chmod(0o755)
    settings = {
        "core.hooksPath": hooks,
        "core.fsmonitor": f"{program} fsmonitor",
        "core.pager": f"{program} pager",
        "core.editor": f"{program} editor",
        "core.sshCommand": f"{program} ssh",
        "core.askPass": f"{program} askpass",
        "core.alternateRefsCommand": f"{program} alternate",
        "credential.helper": f"!{program} credential",
        "diff.external": f"{program} external",
        "diff.x.command": f"{program} differ",
        "diff.x.textconv": f"{program} textconv",
        "filter.x.clean": f"{program} clean",
        "filter.x.smudge": f"{program} smudge",
        "filter.x.process": f"{program} process",
        "filter.x.required": "true",
        "merge.x.driver": f"{program} merge",
        "gpg.program": program,
        "commit.gpgSign": "true",
        "log.showSignature": "true",
        "interactive.diffFilter": f"{program} interactive",
        "alias.cat-file": f"!{program} alias",
        "uploadpack.packObjectsHook": f"{program} pack",
    }
    for scope in ("--local", "--global"):
        for key, value in settings.items():
            project.git("config", scope, key, str(value))
    # Older than the files, so that git compares them all with their blobs as soon as it writes the index.
    os.utime(project.root / ".git/index", (1, 1))
    for file in folder.iterdir():
        file.unlink()
    return folder


def test_the_canary_sings(project, canary):
    """Ordinary git would have started them: the test below can fail."""
    for scope in ("--local", "--global"):  # a long-running filter would be preferred, and this one is none
        project.git("config", scope, "--unset", "filter.x.process")
    for command in (
        ["update-ref", "refs/heads/x", "HEAD"],
        ["add", "."],
        ["diff", "HEAD"],
        ["rm", "--cached", "galaxy.yml"],
    ):
        project.put({project.tasks: b"changed\n"})
        subprocess.run(["git", *command], cwd=project.root, check=False, capture_output=True)
    heard = {file.name.rpartition("-")[0] for file in canary.iterdir()}
    assert {"fsmonitor", "clean", "differ", "hook-reference-transaction", "hook-post-index-change"} <= heard


def test_nothing_configured_is_started(project, canary, monkeypatch):
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_TRACE", str(canary / "trace"))
    target = resolve(project.root)
    repository = project.repository
    proposal = project.change()
    repository.unpack(proposal.tree, "")
    receipt = project.merge(proposal)
    assert receipt.work_tree_updated
    project.merge(proposal)
    repository.revert(target, receipt.commit, "Undo it")
    assert list(canary.iterdir()) == []


def test_a_partial_clone_never_fetches(project, tmp_path):
    project.git("config", "uploadpack.allowFilter", "true")
    clone = type(project)(tmp_path / "clone", tmp_path)
    clone.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{project.root}", ".")
    canary = tmp_path / "fetched"
    pack = tmp_path / "pack"
    pack.write_text(f'#!/bin/sh\ntouch {canary}\nexec git-upload-pack "$@"\n')
    pack.chmod(0o755)
    clone.git("config", "remote.origin.uploadpack", str(pack))
    clone.git("config", "protocol.file.allow", "always")
    tree = clone.git("rev-parse", "HEAD^{tree}").decode()
    with pytest.raises(RepositoryError, match="missing or damaged"):
        clone.repository.unpack(tree, "")
    assert not canary.exists()
    clone.git("checkout", "-q", "main")
    assert canary.exists(), "git itself fetches, so the canary works"


def test_replacements_are_not_believed(project):
    blob = project.git("rev-parse", f"HEAD:{project.tasks}").decode()
    other = project.git("hash-object", "-w", "--stdin", stdin=b"evil\n").decode()
    project.git("replace", blob, other)
    tree = project.git("rev-parse", "HEAD^{tree}").decode()
    assert b"evil" not in (project.repository.unpack(tree, "") / project.tasks).read_bytes()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user(project, own_configuration):
    for folder, _, files in os.walk(project.root):
        for name in ("", *files):
            os.chown(Path(folder) / name, 1234, 1234, follow_symlinks=False)
    with pytest.raises(RepositoryError, match="another user") as caught:
        resolve(project.root)
    command = f"git config --global --add safe.directory {project.root}"
    assert command in caught.value.hint
    with pytest.raises(RepositoryError, match="another user"):
        project.repository.base(project.target())
    with (project.root / ".git/config").open("a") as config:
        config.write("[safe]\n\tdirectory = *\n")
    with pytest.raises(RepositoryError, match="another user"):
        project.repository.base(project.target())
    subprocess.run(command.split(), check=True)
    assert project.repository.base(project.target()).commit


def test_no_object_store(project):
    """Stands for missing permission, whoever runs the test."""
    base = project.repository.base(project.target())
    shutil.move(project.root / ".git/objects", project.scratch / "objects")
    (project.root / ".git/objects").write_bytes(b"")
    with pytest.raises(RepositoryError):
        project.repository.write(base, "", {"x": b"x"})


AS_ANYBODY = """
import sys
from pathlib import Path
from agent.adapters.git import GitRepository, resolve
from agent.errors import RepositoryError

target = resolve(Path(sys.argv[1]))
scratch = Path(sys.argv[2])
repository = GitRepository(scratch / "cache", scratch / "state", Path(target.repository))
base = repository.base(target)
try:
    repository.write(base, "", {"x": b"new"})
except RepositoryError as error:
    print(error)
"""


def test_no_write_permission(project, tmp_path):
    objects = project.root / ".git/objects"
    for folder in (objects, *objects.iterdir()):
        folder.chmod(0o555)
    # Permissions don't bind root, unless it gives up what makes it root.
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if not os.geteuid() else []
    command = [*drop, sys.executable, "-c", AS_ANYBODY, project.root, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "ermission" in done.stdout, done.stderr
    assert "Make it writable" in done.stdout


AT_THE_LIMIT = """
import resource, sys
from pathlib import Path
from agent.adapters.git import GitRepository, resolve
from agent.errors import RepositoryError

target = resolve(Path(sys.argv[1]))
scratch = Path(sys.argv[2])
repository = GitRepository(scratch / "cache", scratch / "state", Path(target.repository))
base = repository.base(target)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
import random
for action in (lambda: repository.write(base, "", {"big": random.Random(0).randbytes(1 << 20)}),
               lambda: repository.unpack(base.tree, "")):
    try:
        action()
    except RepositoryError as error:
        print(error)
print(sum(1 for _ in (scratch / "cache").iterdir()))
"""


def test_files_may_not_grow(project, tmp_path):
    """The file-size limit stands for a full disk where nobody may mount a small one."""
    project.put({"large": bytes(100_000)})
    project.commit()
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_LIMIT, project.root, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("Free some space") == 2, done.stdout
    assert done.stdout.endswith("\n0\n"), "the partial folder is gone"
    assert project.status == b""


ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size=1m none "$1"
cp -a "$2/." "$1"
cd "$1"
dd if=/dev/zero of=fill bs=1k 2>/dev/null || true
exec "$3" -c "$4" "$1" "$5"
"""

WRITE_AND_SEE = AS_ANYBODY.replace('b"new"', "bytes(range(256)) * 100")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk(project, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["unshare", "-m", "sh", "-c", ON_A_SMALL_DISK, "sh", disk, project.root, sys.executable, WRITE_AND_SEE]
    done = subprocess.run([*command, tmp_path], capture_output=True, text=True, check=False)
    if "mount:" in done.stderr:
        pytest.skip("mounting is not allowed here")
    assert "No space left" in done.stdout, done.stderr
    assert "Free some space" in done.stdout


def test_a_nul_in_an_argument(project):
    with pytest.raises(RepositoryError, match="can't be asked"):
        Git(project.root).run("rev-parse", "a\0b")


def test_asking_tells_no_from_failure(project, tmp_path):
    git = Git(project.root)
    assert git.ask("rev-parse", "--quiet", "--verify", "nothing") is None
    assert git.ask("rev-parse", "--verify", "HEAD") == project.tip
    with pytest.raises(RepositoryError, match="not a git repository"):
        Git(tmp_path).ask("rev-parse", "HEAD")
