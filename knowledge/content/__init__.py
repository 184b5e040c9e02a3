"""The one reader of Ansible content: every other module sees tasks, variables and plays through these types."""
