"""Values that OpenCode and the programs derived from it spell in their own way: colours and steps."""

from __future__ import annotations

import re

from agentconv.containers.base import Plain
from agentconv.kit.codecs import INTEGER, as_text
from agentconv.model.agent import Value

THEME = frozenset({"primary", "secondary", "accent", "success", "warning", "error", "info"})
COLORS = {
    "red": "#dc2626",
    "blue": "#2563eb",
    "green": "#16a34a",
    "yellow": "#ca8a04",
    "purple": "#9333ea",
    "orange": "#ea580c",
    "pink": "#db2777",
    "cyan": "#0891b2",
}
"""Colour words that other programs take, as the colours that stand for them here."""
MAX_STEPS = 2**53 - 1

HEX = re.compile(r"#[0-9a-fA-F]{6}")


class ColorCodec:
    """A colour: a theme's word, or red, green and blue."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        return next((word for word, code in COLORS.items() if text and code == text.lower()), text)

    def encode(self, value: str) -> Value:
        code = COLORS.get(value, value)
        return code if code in THEME or HEX.fullmatch(code) else None


class StepsCodec:
    """A whole number over zero, also as `2.0`."""

    def decode(self, value: Value) -> int | None:
        if isinstance(value, Plain) and re.fullmatch(r"[0-9]+\.0*", value):
            value = int(value.partition(".")[0])
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return INTEGER.decode(value)

    def encode(self, value: int) -> Value:
        return value if 0 < value <= MAX_STEPS else None


STEPS = StepsCodec()


def are_steps(value: Value) -> bool:
    """Whether a value is a whole number of steps over zero."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return 0 < value <= MAX_STEPS and value == int(value)
