"""The declared, redacted facts of a system. What is not declared here is dropped."""

from __future__ import annotations

from agent.domain.value import Value


class AudioDevice(Value):
    """One sound device as inxi names it."""

    name: str
    driver: str = ""


class SystemFacts(Value):
    """The subset of Ansible's facts that a plan may depend on.

    Never kept: host keys, MAC and network addresses, serials, machine ids, the environment.

    Attributes:
        os_family: such as ``Debian`` or ``Archlinux``.
        distribution: such as ``Debian``, ``Ubuntu``, ``Archlinux``.
        distribution_version: such as ``12.11``; ``rolling`` or empty where there is none.
        distribution_major_version: such as ``12``.
        distribution_release: such as ``bookworm``.
        kernel: release string of the running kernel.
        architecture: such as ``x86_64``.
        pkg_mgr: ``apt``, ``pacman``, ``dnf``, ...
        service_mgr: ``systemd``, ...
        virtualization_type: such as ``kvm``; empty on bare metal.
        processor_vcpus: number of logical processors.
        memtotal_mb: memory in MiB.
        user_id: login name of the user the facts were gathered as.
        audio: sound devices, from inxi.
    """

    os_family: str
    distribution: str
    distribution_version: str = ""
    distribution_major_version: str = ""
    distribution_release: str = ""
    kernel: str = ""
    architecture: str = ""
    pkg_mgr: str = ""
    service_mgr: str = ""
    virtualization_type: str = ""
    processor_vcpus: int = 0
    memtotal_mb: int = 0
    user_id: str = ""
    audio: tuple[AudioDevice, ...] = ()
