"""Versions of agents as people write them, and their order."""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"v?(\d{1,9}(?:\.\d{1,9})*)(?:-?([A-Za-z](?:[\w-]|\.(?=\w))*))?(?:\+[\w.-]+)?", re.IGNORECASE
)


Key = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def version_key(version: str) -> Key | None:
    """A key that sorts versions as Semantic Versioning 2.0.0 does, also `1.10`; None = no version."""
    match = _VERSION.fullmatch(version.strip())
    if match is None or len(match[1]) > 100:
        return None
    numbers = [int(part) for part in match[1].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    pre = tuple(
        (not part.isdecimal(), int(part[:18]) if part.isdecimal() else 0, part)
        for part in (match[2] or "").split(".")
        if part
    )
    return tuple(numbers), not pre, pre
