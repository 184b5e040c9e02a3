"""What is known of the user's Ansible content: read, described, indexed, retrieved."""
