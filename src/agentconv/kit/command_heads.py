"""What commands of all tools are read with: rows of their heads, files without one, words for messages."""

from __future__ import annotations

from agentconv.containers.base import BODY, Tree
from agentconv.kit.codecs import BOOLEAN, as_text, keep_native, text_items
from agentconv.kit.component import Material
from agentconv.kit.skill_text import Row
from agentconv.model.agent import Value
from agentconv.model.command import Piece, shown
from agentconv.text.source import Source


class HintCodec:
    """A text; brackets that were meant for people, and that YAML takes for a list, stay brackets."""

    def decode(self, value: Value) -> str | None:
        keep_native(not isinstance(value, dict))
        if not isinstance(value, list):
            return as_text(value) or None
        return f"[{', '.join(text_items(value))}]"

    def encode(self, value: str) -> Value:
        return value


DESCRIPTION = Row("description", "description")
HINT = Row("argument-hint", "argument_hint", HintCodec())
ONLY_PEOPLE = Row("disable-model-invocation", "disable_model_invocation", BOOLEAN)


def first_line(text: tuple[Piece, ...]) -> str:
    """The first line that says something, without its marks of a heading."""
    lines = (line.strip().lstrip("#").strip() for line in shown(text).splitlines())
    return next((line for line in lines if line), "")


def headless(material: Material) -> Tree:
    """A file that is all text, without a byte order mark."""
    source = Source(material.path, material.text)
    return Tree(source, {BODY: material.text.removeprefix("\ufeff")})


def listed(words: tuple[str, ...]) -> str:
    """A few of the words; the others are counted."""
    few = ", ".join(word if len(word) <= 60 else f"{word[:57]}..." for word in words[:4])
    return f"{few} and {len(words) - 4} more" if len(words) > 4 else few
