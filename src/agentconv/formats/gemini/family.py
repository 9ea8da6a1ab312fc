"""What Gemini CLI and Qwen Code, its descendant, have in common.

Template words, JavaScript's ideas of blank text and of numbers, the lines around the frontmatter, and
MCP servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from agentconv.containers.base import BODY, Tree
from agentconv.errors import KeepNative, WrongType
from agentconv.kit.codecs import INTEGER, keep_native
from agentconv.kit.format import Format, Reading
from agentconv.kit.keys import Key
from agentconv.kit.servers import Servers
from agentconv.model.agent import Agent, Value

BLANK = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What JavaScript takes for white space."""


def trimmed(text: str) -> str:
    """A text without the white space around it, as JavaScript sees it."""
    return text.strip(BLANK)


def length(text: str) -> int:
    """How long a text is to JavaScript: characters beyond U+FFFF count twice."""
    return len(text) + sum(ch > "\uffff" for ch in text)


def remark_live(
    agent: Agent, reading: Reading, live: re.Pattern[str], filled: Mapping[str, str], client: str
) -> None:
    """Report the template words of a prompt: those that the client fills in, and those it stumbles over."""
    words = dict.fromkeys(live.findall(agent.prompt))
    for word in words:
        if word in filled:
            reading.add("live-text", f"{client} puts {filled[word]} where ${{{word}}} stands", BODY)
    if broken := [f"${{{word}}}" for word in words if word not in filled]:
        more = f" and {len(broken) - 5} more" if len(broken) > 5 else ""
        what = (
            f"{client} takes {', '.join(broken[:5])}{more} for a missing input: every call of the agent fails"
        )
        reading.add("live-text", what, BODY, hint="with spaces inside the braces it is plain text")


def head_lines(tree: Tree) -> tuple[str, str]:
    """The lines that open and close the frontmatter, as they stand, without the line's end."""
    text = tree.source.text
    opening, closing = text[: tree.head.start], text[tree.head.end : tree.body_start]
    return re.sub(r"\r?\n\Z", "", opening), re.sub(r"\r?\n\Z", "", closing)


_UNINDENTED = re.compile(r"\n(?![\s\]}]|[\w.-]+:)")
"""The end of a line before one without indentation that is no key's and ends no list in one line."""


def unindented(tree: Tree, keys: Iterable[str]) -> list[str]:
    """The keys whose value, in quotes or in one line's brackets, goes on in a line that is not indented.

    PyYAML and js-yaml take that; `yaml`, which Qwen Code has, calls it no YAML (0.24.4, asked on 2026-11-28).
    """
    text = tree.source.text
    if not _UNINDENTED.search(text, tree.head.start, tree.head.end):
        return []
    values = {key: tree.span((key,)) for key in keys if key != BODY}
    return [
        key
        for key, at in values.items()
        if text.startswith(('"', "'", "[", "{"), at.start) and _UNINDENTED.search(text, at.start, at.end)
    ]


def lies_below(fmt: Format, tree: Tree) -> bool:
    """Whether a file lies in a folder below the one where the client looks."""
    path = PurePosixPath(tree.source.path)
    return fmt.lies_at(path) and path.parent.name != "agents"


class PositiveCodec:
    """A whole number above zero; any other is kept as it is."""

    def decode(self, value: Value) -> int | None:
        number = INTEGER.decode(value)
        keep_native(number is None or number > 0)
        return number

    def encode(self, value: int) -> Value:
        return value if value > 0 else None


POSITIVE = PositiveCodec()


def _is_count(value: Value) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value == int(value) and value > 0


COUNT = Key(_is_count, "a whole number above zero")

MORE: Mapping[str, object] = {"tcp": str, "trust": bool, "description": str}
"""Keys of a server that only these two clients have."""


class LenientServers(Servers):
    """The codec of a map of servers; anything else stays as it is, since it hinders no other field."""

    def decode(self, value: Value) -> dict[str, Value]:
        try:
            return super().decode(value)
        except WrongType:
            raise KeepNative from None
