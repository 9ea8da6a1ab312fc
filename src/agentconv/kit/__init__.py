"""What a format is made of. Public to plugins through `agentconv`'s own names."""
