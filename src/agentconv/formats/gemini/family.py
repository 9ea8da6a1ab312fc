"""What Gemini CLI and Qwen Code, its descendant, have in common.

Template words, JavaScript's ideas of blank text and of numbers, the lines around the frontmatter, and
MCP servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from agentconv.containers.base import BODY, Plain, Tree
from agentconv.errors import SyntaxProblem
from agentconv.kit.codecs import INTEGER, exact, keep_map, keep_native
from agentconv.kit.format import Format, Native, Reading
from agentconv.model.agent import Tool, Value
from agentconv.model.vocabulary import MCP

_BLANK = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def trimmed(text: str) -> str:
    """A text without the white space around it, as JavaScript sees it."""
    return text.strip(_BLANK)


def length(text: str) -> int:
    """How long a text is to JavaScript: characters beyond U+FFFF count twice."""
    return len(text) + sum(ch > "\uffff" for ch in text)


def inert(text: str, live: re.Pattern[str]) -> str:
    """A text in which no template word is left: `${word}` becomes `${ word }`, which is not replaced."""
    return live.sub(r"${ \1 }", text)


def remark_live(reading: Reading, live: re.Pattern[str], filled: Mapping[str, str], client: str) -> None:
    """Report the template words of a prompt: those that the client fills in, and those it stumbles over."""
    prompt = reading.tree.values.get(BODY)
    words = dict.fromkeys(live.findall(prompt)) if isinstance(prompt, str) else {}
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
        return value


POSITIVE = PositiveCodec()


def is_text(value: Value) -> bool:
    """Whether a YAML reader takes a value for text."""
    return isinstance(value, str) and not isinstance(value, Plain)


def resolved_scalar(value: Value) -> Value:
    """A scalar as a YAML reader takes it; its spelling where that has no exact value."""
    try:
        return value.resolve() if isinstance(value, Plain) else value
    except SyntaxProblem:
        return str(value)


def is_number(value: Value) -> bool:
    """Whether a YAML reader takes a value for a number."""
    number = resolved_scalar(value)
    return isinstance(number, (int, float)) and not isinstance(number, bool)


def is_count(value: Value) -> bool:
    """Whether a YAML reader takes a value for a whole number above zero."""
    number = resolved_scalar(value)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return False
    return number == int(number) and number > 0


# MCP servers: neutral configurations are spelled as Claude Code spells them, `type` and `url` included


def _text(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else None


def _texts(value: Value) -> Value:
    if not isinstance(value, list):
        return None
    items = [_text(item) for item in value]
    return None if None in items else items


def _text_map(value: Value) -> Value:
    if not isinstance(value, dict):
        return None
    items = {key: _text(item) for key, item in value.items()}
    return None if None in items.values() else items


def _number(value: Value) -> Value:
    return value if is_number(value) else None


def _flag(value: Value) -> Value:
    return value if isinstance(value, bool) else None


SERVER: Mapping[str, Callable[[Value], Value]] = {
    "command": _text,
    "args": _texts,
    "env": _text_map,
    "cwd": _text,
    "url": _text,
    "headers": _text_map,
    "tcp": _text,
    "timeout": _number,
    "trust": _flag,
    "description": _text,
    "includeTools": _texts,
    "excludeTools": _texts,
}
"""The keys of a server and what fits there; None = the value cannot be made to fit."""

_HTTP = ("http", "streamable-http", "streamableHttp", "streamable_http")


def fitted(config: Mapping[str, Value]) -> Native:
    """What of a server's configuration both clients take, with `type` being `http`, `sse` or absent."""
    found: Native = {}
    for key, fit in SERVER.items():
        if (value := fit(config.get(key))) is not None:
            found[key] = value
    kind = config.get("type")
    if "url" in found and kind in (*_HTTP, "sse"):
        found["type"] = "sse" if kind == "sse" else "http"
    return found


def server_maps(value: Value) -> dict[str, Native]:
    """The servers of a map whose values are maps. Raises `KeepNative` for anything else."""
    found = keep_map(exact(value))
    keep_native(all(isinstance(config, dict) for config in found.values()))
    return {name: config for name, config in found.items() if isinstance(config, dict)}


def tools_of(config: Value, key: str) -> list[str]:
    """The texts of a list in a server's configuration; empty when there is none."""
    found = config.get(key) if isinstance(config, dict) else None
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def server_tools(name: str, config: Value) -> tuple[Tool, ...]:
    """What a server gives an agent: the tools that `includeTools` names, else all of it."""
    if isinstance(config, dict) and isinstance(config.get("includeTools"), list):
        return tuple(Tool(MCP, server=name, tool=tool) for tool in tools_of(config, "includeTools"))
    return (Tool(MCP, server=name),)
