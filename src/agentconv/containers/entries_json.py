"""Entries in JSON texts, with comments and trailing commas or without."""

from __future__ import annotations

import json
from functools import cached_property

from agentconv.containers.base import Container, Node, Tree
from agentconv.containers.braces import SLASHES, Braces
from agentconv.containers.editor import Editor, Keys, found, is_item, nested, step_in
from agentconv.containers.json import JsonContainer
from agentconv.containers.jsonc import JsoncContainer
from agentconv.model.agent import Value
from agentconv.text.source import Source


class JsonEditor(Editor):
    """A text of JSON; one without any value is a map without entries."""

    container: Container = JsonContainer()

    @cached_property
    def _blank(self) -> bool:
        return not self.text.strip()

    @cached_property
    def _tree(self) -> Tree:
        return self.container.read(Source("", self.text))

    def _read(self) -> Value:
        return {} if self._blank else self._tree.root

    def empty(self, container: Keys) -> str | None:
        return self._braces(container).raw if container else self.text

    def rest(self, container: Keys) -> str:
        return self._braces(container).raw if container else self.text

    def restore(self, container: Keys, before: str) -> str:
        braces = self._braces(container)
        return self.text[: braces.start] + before + self.text[braces.end :]

    def put(self, container: Keys, keys: Keys, value: Value) -> str:
        inner = nested(keys[1:], value)
        if self._blank:
            return self._behind_comments(f"{self._shown({keys[0]: inner}, '')}{self.newline}")
        braces = self._braces(container)
        if braces.members:
            return braces.put(self._shown_at(keys[0], inner, braces.indent if braces.in_lines else None))
        step = self._step if self._braces(()).in_lines or not container else None
        indent = None if step is None else braces.outer + step
        return braces.put_first(self._shown_at(keys[0], inner, indent), step)

    def swap(self, keys: Keys, value: Value) -> str:
        braces, span = self._braces(keys[:-1]), self._node(keys).span
        shown = self._shown(value, braces.indent if braces.in_lines else None)
        return self.text[: span.start] + shown + self.text[span.end :]

    def take(self, keys: Keys) -> str:
        step = step_in(found(self.values, keys[:-1]), keys[-1])
        return self._braces(keys[:-1]).take(list(self._node(keys[:-1]).children).index(step))

    def _node(self, keys: Keys) -> Node:
        node, values = self._tree.node, self.values
        for at, key in enumerate(keys):
            node = node.children[step_in(found(values, keys[:at]), key)]
        return node

    def _braces(self, container: Keys) -> Braces:
        node = self._node(container)
        members = tuple(
            (node.keys.get(str(step), child.span).start, child.span.end)
            for step, child in node.children.items()
        )
        return Braces(self.text, *node.span, members, SLASHES, self.newline)

    @property
    def _step(self) -> str:
        """By how much each level stands in."""
        return self._braces(()).indent or "  "

    def _shown_at(self, step: str, value: Value, indent: str | None) -> str:
        """A value with its key, or an item of a list."""
        shown = self._shown(value, indent)
        return shown if is_item(step) else f"{json.dumps(step, ensure_ascii=False)}: {shown}"

    def _shown(self, value: Value, indent: str | None) -> str:
        """A value as text: over several lines, which stand in by `indent`, or on one (None)."""
        step = "  " if self._blank else self._step
        shown = json.dumps(value, ensure_ascii=False, indent=None if indent is None else step)
        return shown.replace("\n", f"{self.newline}{indent or ''}")

    def _behind_comments(self, shown: str) -> str:
        apart = "" if not self.text.strip() or self.text.endswith("\n") else self.newline
        return self.text + apart + shown


class JsoncEditor(JsonEditor):
    """A text of JSON with comments."""

    container = JsoncContainer()

    @cached_property
    def _blank(self) -> bool:
        return not SLASHES.sub("", self.text).strip()
