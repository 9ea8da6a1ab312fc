"""Agent Plugins, the packages of skills and servers that several tools read: https://agent-plugins.org."""
