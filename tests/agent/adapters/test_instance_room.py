from __future__ import annotations

import pytest

from agent.adapters import instance_room
from agent.errors import SandboxUnavailable
from agent.ports import Limits


def test_capabilities_that_lead_out_are_not_given(base):
    ids = {"uid": base.stat().st_uid, "gid": base.stat().st_gid, "count": 65536}
    argv = instance_room.instance_room(base, Limits(), ids)["argv"]
    given = {argv[at + 1] for at, word in enumerate(argv) if word == "--cap-add"}
    assert argv[argv.index("--cap-drop") + 1] == "ALL"
    assert not given & {"ALL", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_MKNOD", "CAP_SYS_MODULE", "CAP_NET_ADMIN"}


def test_other_ids_than_the_base_was_unpacked_for(base):
    ids = {"uid": base.stat().st_uid + 1, "gid": 0, "count": 65536}
    with pytest.raises(SandboxUnavailable, match="subordinate ids begin at") as caught:
        instance_room.instance_room(base, Limits(), ids)
    assert caught.value.where == str(base)
