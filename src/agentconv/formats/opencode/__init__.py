"""OpenCode, and Kilo Code, which grew from it."""
