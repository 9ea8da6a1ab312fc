"""Antigravity, whose command line is `agy`."""
