"""Fuzzing: hostile input for every reader, held against the promises. `python -m fuzz --help`."""
