"""Agent Plugins, a standard of no vendor."""
