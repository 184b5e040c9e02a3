"""What touches the world: git, the sandbox, instances, Ansible's processes, facts, caches, forges."""
