"""Kiro, and Amazon Q Developer CLI, which it grew from."""
