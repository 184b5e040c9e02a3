"""The collection's roles converge on a Debian 12 instance, and a second run changes nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agent.adapters.bubblewrap import CONNECTION_PLUGINS, BubblewrapSandbox
from agent.adapters.instances import DEBIAN12, base_root
from agent.ports import Command, Completed
from agent.validators.workspace import workspace
from knowledge.content.reader import read

COLLECTION = Path(__file__).resolve().parents[2] / "collection"
HOST = "instance ansible_connection=instance ansible_python_interpreter=/usr/bin/python3\n"


def converge(tmp_path: Path, role: str, variables: dict[str, object], after: str = "") -> Completed:
    """Run a role twice in one fresh instance, then the shell command ``after`` there."""
    play = {"hosts": "all", "roles": [{"role": f"syncopated.workstation.{role}", **variables}]}
    check = {"hosts": "all", "gather_facts": False, "tasks": [{"ansible.builtin.shell": after or "true"}]}
    (tmp_path / "play.yml").write_text(json.dumps([play]))
    (tmp_path / "check.yml").write_text(json.dumps([check]))
    (tmp_path / "inventory").write_text(HOST)
    tmp_path.chmod(0o755)  # the sandbox has no user of this machine
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    shown = workspace(read(COLLECTION))
    run = "ansible-playbook -v -i /job/inventory /job/{}.yml"
    script = " && echo SECOND && ".join([run.format("play"), f"{run.format('play')} && {run.format('check')}"])
    return BubblewrapSandbox().run(
        Command(
            argv=("sh", "-c", script),
            read_only={**shown.read_only, tmp_path: "/job"},
            env={**shown.env, "ANSIBLE_CONNECTION_PLUGINS": CONNECTION_PLUGINS, "ANSIBLE_PIPELINING": "true"},
            instance=base_root(DEBIAN12, cache / "syncopate" / "instances" / DEBIAN12.name),
        )
    )


def test_realtime_converges_and_is_idempotent(tmp_path: Path) -> None:
    held = (
        "grep -qx '@audio - rtprio 95' /etc/security/limits.d/95-realtime.conf"
        " && grep -qx 'vm.swappiness = 10' /etc/sysctl.d/95-realtime.conf"
        " && grep -q 'scaling_governor - - - - performance$' /etc/tmpfiles.d/95-realtime-governor.conf"
        " && id -nG games | grep -qw audio"
    )
    done = converge(tmp_path, "realtime", {"realtime_users": ["games"]}, held)
    output = done.stdout.decode()
    assert done.returncode == 0, output + done.stderr.decode()
    first, second = output.split("SECOND")
    assert "changed=0" not in first
    assert "changed=0" in second


def test_packages_takes_one_name_for_all_distributions(tmp_path: Path) -> None:
    names = {"Debian": {"python": "python3"}, "Archlinux": {"python": "no-such-package"}}
    done = converge(tmp_path, "packages", {"packages_present": ["python", "sudo"], "packages_names": names})
    output = done.stdout.decode()
    assert done.returncode == 0, output + done.stderr.decode()
    assert "changed=0" in output.split("SECOND")[1]


def test_an_unknown_distribution_is_said_clearly(tmp_path: Path) -> None:
    done = converge(tmp_path, "packages", {"packages_names": {"Archlinux": {}}})
    assert done.returncode != 0
    output = " ".join(done.stdout.decode().split())
    assert "knows no package names for Debian" in output
    assert "it knows Archlinux" in output


@pytest.mark.parametrize("role", ["packages", "realtime"])
def test_defaults_argument_specs_and_readme_agree(role: str) -> None:
    found = read(COLLECTION).roles[role]
    defaults = {variable.name for variable in found.variables if variable.scope == "defaults"}
    assert defaults == {option.name for option in found.options}
    assert found.readme is not None
    assert all(f"`{name}`" in found.readme for name in defaults)
    assert all(variable.comment for variable in found.variables)
