"""Where people and machines meet the agent."""
