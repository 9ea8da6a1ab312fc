"""Entries in YAML texts: lines of block maps, and members of flow maps."""

from __future__ import annotations

import json
from functools import cached_property

from agentconv.containers.base import Node
from agentconv.containers.braces import HASH, Braces
from agentconv.containers.editor import Editor, Keys, nested
from agentconv.containers.lines import behind_comments, behind_content, line_end, line_start
from agentconv.containers.yaml_dump import Blocks, dump
from agentconv.containers.yaml_events import load_with_places
from agentconv.errors import Problem
from agentconv.model.agent import Value

_STEP = "  "


class YamlEditor(Editor):
    """A text of YAML; one without any value is a map without entries."""

    @cached_property
    def _loaded(self) -> tuple[Value, Node]:
        return load_with_places(self.text)

    def _read(self) -> Value:
        return self._loaded[0]

    def empty(self, container: Keys) -> str | None:
        if not container:
            return self.text
        span = self._node(container).span
        return self.text[span.start : span.end] or None

    def rest(self, container: Keys) -> str:
        if not container:
            return self.text
        span = self._node(container).span
        return self.text[span.start : span.end]

    def restore(self, container: Keys, before: str) -> str:
        span = self._node(container).span
        return self.text[: span.start] + before + self.text[span.end :]

    def put(self, container: Keys, keys: Keys, value: Value) -> str:
        if not container and not self._node(()).keys:
            return self._first(keys, value)
        node = self._node(container)
        if self._is_flow(node):
            braces = self._braces(node)
            member = _member(keys[0], nested(keys[1:], value))
            return braces.put(member) if braces.members else braces.put_first(member, None)
        if not node.keys:
            return self._below(container, keys, value)
        column = self._column(node)
        at = line_end(self.text, max(self._end(node, key) for key in node.keys))
        if column:
            at = behind_comments(self.text, at, column)
        return self.text[:at] + self.newline + self._lines(keys, value, column) + self.text[at:]

    def swap(self, keys: Keys, value: Value) -> str:
        node = self._node(keys[:-1])
        if self._is_flow(node):
            span = self._node(keys).span
            return self.text[: span.start] + json.dumps(value, ensure_ascii=False) + self.text[span.end :]
        start = line_start(self.text, node.keys[keys[-1]].start)
        end = line_end(self.text, self._end(node, keys[-1]))
        return self.text[:start] + self._lines(keys[-1:], value, self._column(node)) + self.text[end:]

    def take(self, keys: Keys) -> str:
        node = self._node(keys[:-1])
        if self._is_flow(node):
            return self._braces(node).take(list(node.keys).index(keys[-1]))
        self._column(node)
        start = line_start(self.text, node.keys[keys[-1]].start)
        end = line_end(self.text, self._end(node, keys[-1]))
        if start:
            start -= len(self.newline) if self.text.endswith(self.newline, 0, start) else 1
        return self.text[:start] + self.text[end:]

    def _first(self, keys: Keys, value: Value) -> str:
        """The text with its first entry, behind the comments that it may hold."""
        if self.text.startswith("{", self._node(()).span.start):
            return self._braces(self._node(())).put_first(_member(keys[0], nested(keys[1:], value)), None)
        at = behind_content(self.text)
        lead = self.newline if at else ""
        tail = "" if self.text[at:] else self.newline
        return self.text[:at] + lead + self._lines(keys, value, 0) + tail + self.text[at:]

    def _below(self, container: Keys, keys: Keys, value: Value) -> str:
        """The text with the first entry of a key that has no value, or a null."""
        parent, span = self._node(container[:-1]), self._node(container).span
        if self._is_flow(parent) or span.end > span.start:
            shown = json.dumps(nested(keys, value), ensure_ascii=False)
            lead = "" if self.text[: span.start].endswith(" ") else " "
            return self.text[: span.start] + lead + shown + self.text[span.end :]
        at = line_end(self.text, parent.keys[container[-1]].end)
        column = self._column(parent) + len(_STEP)
        return self.text[:at] + self.newline + self._lines(keys, value, column) + self.text[at:]

    def _lines(self, keys: Keys, value: Value, column: int) -> str:
        text = dump({keys[0]: nested(keys[1:], value)}, blocks=Blocks.NONE)
        lead = " " * column
        return self.newline.join(lead + line for line in text.removesuffix("\n").split("\n"))

    def _node(self, keys: Keys) -> Node:
        node = self._loaded[1]
        for key in keys:
            node = node.children[key]
        return node

    def _is_flow(self, node: Node) -> bool:
        return self.text.startswith("{", node.span.start)

    def _braces(self, node: Node) -> Braces:
        members = tuple((node.keys[key].start, node.children[key].span.end) for key in node.keys)
        return Braces(self.text, *node.span, members, HASH, self.newline)

    def _column(self, node: Node) -> int:
        """How far the keys of a block map stand in. Raises `Problem` when they share a line."""
        start = min(key.start for key in node.keys.values())
        lead = self.text[line_start(self.text, start) : start]
        if lead.strip(" "):
            raise Problem("entry-conflict", "the map starts on the line of something else")
        return len(lead)

    def _end(self, node: Node, key: str) -> int:
        """Where an entry ends: behind its value, or behind its colon when that is empty."""
        return max(node.children[key].span.end, node.keys[key].end + 1)


def _member(key: str, value: Value) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
