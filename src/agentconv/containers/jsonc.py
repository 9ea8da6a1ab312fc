"""JSON with comments and trailing commas, as some tools read their settings."""

from __future__ import annotations

import re
from dataclasses import replace

from agentconv.containers.base import (
    NO_KEYS,
    Keys,
    Tree,
)
from agentconv.containers.json import JsonContainer
from agentconv.text.source import Source

_PART = re.compile(r'"(?:[^"\\\n]|\\.)*"|(?P<comment>//[^\n]*|/\*.*?\*/)', re.DOTALL)
_TRAILING = re.compile(r'"(?:[^"\\\n]|\\.)*"|(?P<comma>,)(?=\s*[\]}])', re.DOTALL)


class JsoncContainer(JsonContainer):
    """A JSON file that may hold comments; they are kept where nothing changes beside them."""

    name = "jsonc"
    suffixes = (".jsonc",)
    also = (".json",)

    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        bare = _PART.sub(lambda m: _blank(m[0]) if m["comment"] else m[0], source.text)
        bare = _TRAILING.sub(lambda m: " " if m["comma"] else m[0], bare)
        return replace(super().read(Source(source.path, bare), known_keys), source=source)


def _blank(text: str) -> str:
    """White space of the same length, with the same line breaks, so that every place stays."""
    return re.sub(r"[^\n]", " ", text)
