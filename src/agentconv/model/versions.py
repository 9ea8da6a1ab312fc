"""Versions of agents as people write them, and their order."""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"v?(\d{1,9}(?:\.\d{1,9})*)(?:-?([A-Za-z](?:[\w-]|\.(?=\w))*))?(?:\+[\w.-]+)?", re.IGNORECASE
)

VersionKey = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]
"""The numbers; whether it is no pre-release, which is newer than all of its pre-releases; the parts of the
pre-release, each with whether it is a word, since words are newer than numbers."""


def version_key(version: str) -> VersionKey | None:
    """A key that sorts versions as Semantic Versioning 2.0.0 does, also `1.10`; None = no version."""
    match = _VERSION.fullmatch(version.strip())
    if match is None or len(match[1]) > 100:
        return None
    # People leave zeros out: `1` and `1.0.0` are one version.
    numbers = [int(part) for part in match[1].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    # A hostile version may have any number of digits: 18 are enough to sort by, the text does the rest.
    pre = tuple(
        (not part.isdecimal(), int(part[:18]) if part.isdecimal() else 0, part)
        for part in (match[2] or "").split(".")
        if part
    )
    return tuple(numbers), not pre, pre
