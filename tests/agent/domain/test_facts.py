from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.domain.facts import SystemFacts


@pytest.mark.parametrize(
    "undeclared", ["machine_id", "default_ipv4", "env", "ssh_host_key_rsa_public", "product_serial"]
)
def test_what_is_not_declared_can_not_be_held(undeclared: str) -> None:
    with pytest.raises(ValidationError):
        SystemFacts.model_validate({"os_family": "Debian", "distribution": "Debian", undeclared: "x"})
