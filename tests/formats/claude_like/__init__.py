"""Clients that have taken up Claude Code's form."""
