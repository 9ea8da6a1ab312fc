"""What the options of an export are called in a manifest."""

from __future__ import annotations

import re

BUILD_KEYS = {
    "--model": "`model` in agentconv.toml",
    "--models": "`models` there",
    "--template": "`template` in agentconv.toml",
    "--scope": "`scope` in agentconv.toml",
    "--kinds": "`kinds` in agentconv.toml",
    "--filter": "`filters` in agentconv.toml",
    "--option": "`options` of the target in agentconv.toml",
    "--exclude": "`exclude` in agentconv.toml",
    "--shorten": "`shorten = true` in agentconv.toml",
    "--carry": "`carry = true` in agentconv.toml",
    "--allow-wider": "`allow-wider = true` in agentconv.toml",
}
"""Option of `export` -> what says the same in a manifest."""

_OPTION = re.compile(rf"(?:{'|'.join(sorted(BUILD_KEYS, key=len, reverse=True))})\b(?!-)(?: [A-Z]+\b)?")


def in_keys(hint: str | None) -> str | None:
    """A hint with the keys of a manifest in place of options."""
    return hint and _OPTION.sub(lambda match: BUILD_KEYS[match[0].partition(" ")[0]], hint)
