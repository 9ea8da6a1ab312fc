"""What Droid reads of a droid's text: its own code, droid 0.215.0, read and asked on 2026-11-28.

A head that is no YAML is read line by line. One in which a value has a wrong type counts for nothing as a
whole: the droid is there all the same, with the name of its file, without a description and with every
tool.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.containers import json as json_text
from agentconv.containers import yaml_events
from agentconv.containers.base import BODY
from agentconv.errors import SyntaxProblem
from agentconv.kit.keys import Key, Otherwise, refusal_of
from agentconv.model.agent import Value

_HEAD = re.compile(r"---\r?\n(.*?)\r?\n---\r?\n?", re.DOTALL)
_LISTS = ("tools", "mcpServers")
_QUOTED = re.compile(r"""(?s)(["'])(.*)\1""")

TEXT = Key(str, "text", Otherwise.DROPS_HEAD)
NAMES = Key((str, [str]), "a text, or a list of names", Otherwise.DROPS_HEAD)
KEYS: dict[str, Key] = {
    **dict.fromkeys(("name", "description", "model", "reasoningEffort"), TEXT),
    **dict.fromkeys(_LISTS, NAMES),
}
"""What must have its type, or the head counts for nothing."""


def read_as_client(text: str) -> dict[str, Value]:
    """The values that Droid has of a text."""
    match = _HEAD.match(text)
    if match is None:
        return {BODY: text.strip()}
    values, prompt = _values(match[1]), text[match.end() :].strip()
    kept = {} if refusal_of(values, KEYS) is not None else values
    return {**kept, BODY: prompt}


def _values(head: str) -> Mapping[str, Value]:
    try:
        found = yaml_events.load(head)
    except SyntaxProblem:
        return _by_lines(head)
    return found if isinstance(found, dict) else _by_lines(head)


def _by_lines(head: str) -> dict[str, Value]:
    """A head that is no YAML: each line with a colon is a key and its text, whatever the text says."""
    found: dict[str, Value] = {}
    items: list[Value] | None = None
    for line in map(str.strip, head.split("\n")):
        if not line or line.startswith("#"):
            continue
        if items is not None and line.startswith("- "):
            items.append(_bare(line[2:].strip()))
            continue
        key, colon, text = line.partition(":")
        if not colon:
            continue
        key, text, items = key.strip(), _bare(text.strip()), None
        found[key] = _value(key, text)
        if key in _LISTS and not text:
            items = found[key] = []
    return found


def _bare(text: str) -> str:
    match = _QUOTED.fullmatch(text)
    return match[2] if match else text


def _value(key: str, text: str) -> Value:
    if text.startswith(("[", "{")):
        try:
            return json_text.load(text)
        except SyntaxProblem:
            return text
    if text in ("true", "false"):
        return text == "true"
    return [word.strip() for word in text.split(",")] if key in _LISTS else text
