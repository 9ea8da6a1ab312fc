"""Checking agents: what is wrong with them, what becomes of them elsewhere, and repairs that are safe.

`table` lists the checks, one module holds each family of them, and `run` is one check from start to end.
"""
