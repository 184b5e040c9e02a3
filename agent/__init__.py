"""The agent: plans, proves and merges changes to Ansible content."""
