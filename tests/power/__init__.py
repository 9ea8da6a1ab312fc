"""What an agent may do, by the words of the vendors and not by agentconv's own reading."""
