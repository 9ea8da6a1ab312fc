"""Markdown in which marked sections stand between comments; the text around them is kept to the byte.

    <!-- section: reviewer -->
    any text
    <!-- /section: reviewer -->

A section's value is the text between its marks, without the line break before the second. It may hold
anything: where the closing mark itself occurs in it, both marks get a number (`reviewer 2`). A text
without any section is one value under `BODY`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.containers.base import (
    BODY,
    MAX_NODES,
    NO_KEYS,
    Changes,
    Container,
    Keys,
    Node,
    Removed,
    Tree,
    Within,
    splice,
)
from agentconv.errors import SyntaxProblem
from agentconv.model.agent import Value
from agentconv.text.source import Source, Span

_OPEN = re.compile(r"^<!-- section: (?P<key>[^\s]+)(?P<number> \d+)? -->\r?\n", re.MULTILINE)

_CLOSING = re.compile(r"^<!-- /section: (.+) -->\r?$", re.MULTILINE)


class Sections(Container):
    """Marked sections of a Markdown text."""

    name = "sections"
    suffixes = ()
    also = (".md",)

    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        text = source.text
        values: dict[str, Value] = {}
        node = Node(Span(0, len(text)))
        at = 0
        while opening := _OPEN.search(text, at):
            key = opening["key"]
            newline = "\r\n" if opening[0].endswith("\r\n") else "\n"
            label = key + (opening["number"] or "")
            closing = _closing(label, newline).search(text, opening.end() - len(newline))
            if closing is None:
                raise SyntaxProblem("syntax", f"the section {key!r} is never closed", opening.start())
            if key in values:
                raise SyntaxProblem("duplicate-key", f"the section {key!r} occurs twice", opening.start())
            if len(values) > MAX_NODES:
                raise SyntaxProblem("too-many-nodes", f"more than {MAX_NODES:,} sections", opening.start())
            start, end = opening.end(), max(opening.end(), closing.start())
            values[key] = text[start:end]
            node.keys[key] = Span(opening.start(), start)
            node.children[key] = Node(Span(start, end))
            at = closing.end()
        if not values:
            return Tree(source, {BODY: text})
        return Tree(source, values, head=Span(0, len(text)), locate=lambda: node)

    def write(self, values: Mapping[str, Value]) -> str:
        if BODY in values:
            return str(values[BODY])
        return "\n".join(_section(key, str(value)) for key, value in values.items())

    def edit(self, tree: Tree, changes: Changes) -> str | None:
        if BODY in tree.values:
            return self.write({k: v for k, v in changes.items() if not isinstance(v, (Removed, Within))})
        edits = []
        added = ""
        text = tree.source.text
        for key, value in changes.items():
            place = tree.node.children.get(key)
            new = "" if isinstance(value, Removed) else _section(key, str(value))
            if place is None:
                added += f"\n{new}"
                continue
            end = text.index("-->", place.span.end) + 3
            end += len(text[end:]) - len(text[end:].removeprefix("\r").removeprefix("\n"))
            edits.append((tree.node.keys[key].start, end, new))
        return splice(text, edits) + added


def _closing(label: str, newline: str = "\n") -> re.Pattern[str]:
    return re.compile(rf"{newline}<!-- /section: {re.escape(label)} -->(?=\r?\n|\Z)\r?\n?")


def _section(key: str, text: str) -> str:
    label, number = key, 1
    taken = {match[1] for match in _CLOSING.finditer(text)}
    while label in taken:
        number += 1
        label = f"{key} {number}"
    return f"<!-- section: {label} -->\n{text}\n<!-- /section: {label} -->\n"
