"""Programs that run inside the sandbox, bound there read-only as the package ``probes``.

They import Ansible and each other, and nothing of syncopate. What they say is testimony: validators check its shape.
"""
