"""Editing YAML in place: entries of block maps are replaced, added and taken out, and all else stays.

A text over several lines becomes a literal block, and a value that is a block stays one, with the indent
that it has, so that only the lines that changed differ. A comment stays on its key's line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from agentconv.containers.base import BODY, Changes, Node, Removed, Tree, Within, splice
from agentconv.containers.yaml_dump import Blocks, dump
from agentconv.frozen import frozen
from agentconv.model.agent import Value

Edit = tuple[int, int, str]
"""Start, end and the text to put there."""

_HEADER = re.compile(r"(?P<style>[|>])[-+]?(?P<width>[1-9]?)[-+]?(?P<comment>[^\S\r\n]*(?:#[^\r\n]*)?)\r?\n")
"""The line that a block starts with."""
_NEW_HEADER = re.compile(r"\|(?P<width>2?)(?P<cut>[-+]?)\Z")
_FOLLOWED = re.compile(r"\r?\n *[^\s#]")
_DASHES = re.compile(r" *(?:- +)*")


class WriteMap(Protocol):
    """How an entry is written, as `dump` does it."""

    def __call__(self, values: Mapping[str, Value], /, *, blocks: Blocks, last: bool) -> str: ...


def edit(tree: Tree, changes: Changes, write: WriteMap = dump, *, blocks: bool = True) -> str | None:
    """The text of a tree whose head is a YAML map, with top-level keys changed in place.

    None when its layout does not allow that. Without `blocks`, all text is written on its key's line.
    """
    edits = map_edits(tree, tree.node, changes, write, blocks=blocks)
    return None if edits is None else splice(tree.source.text, edits)


def map_edits(
    tree: Tree, node: Node, changes: Changes, write: WriteMap = dump, *, blocks: bool = True
) -> list[Edit] | None:
    """The edits that change entries of the map at `node`; None when its layout does not allow them."""
    return _Editor(tree, write, Blocks.LINES if blocks else Blocks.NONE).edits(node, changes)


@frozen
class _Editor:
    """Makes the edits for one text."""

    tree: Tree
    write: WriteMap
    blocks: Blocks

    def edits(self, node: Node, changes: Changes) -> list[Edit] | None:
        """The edits of the entries of a map."""
        found: list[Edit] = []
        added: list[str] = []
        column = self._column(node)
        for key, value in changes.items():
            if key == BODY:
                continue
            if isinstance(value, Within):
                inner = self._within(node.children.get(key), value.changes)
                if inner is None:
                    return None
                found += inner
            elif key in node.children:
                one = self._changed(node, key, value, column)
                if one is None:
                    return None
                found.append(one)
            elif not isinstance(value, Removed):
                added += self._lines({key: value}, self.blocks, last=True)
        if added:
            if column is None:
                return None
            found.append(self._added(node, added, column))
        return found

    def _within(self, node: Node | None, changes: Changes) -> list[Edit] | None:
        """The edits inside a block map that stands in another; None for any other value."""
        if node is None or not node.keys or len(changes) > len(node.keys):
            return None
        first = next(iter(node.keys.values())).start
        return None if self._lead(first).strip(" ") else self.edits(node, changes)

    def _changed(self, node: Node, key: str, value: Value | Removed, column: int | None) -> Edit | None:
        """The edit of one entry; None when it shares its line with others."""
        if column is None:
            if isinstance(value, (Removed, list, dict)):
                return None
            place = node.children[key].span
            new = self._lines({key: value}, Blocks.NONE, last=True)[0].partition(": ")[2]
            return place.start, place.end, new
        if isinstance(value, Removed):
            start = node.keys[key].start
            lead = self._lead(start)
            if lead.strip():
                return None  # it stands on the line of its dash
            return start - len(lead), self._next_line(self._end(node, key)), ""
        return self._replaced(node, key, value, column)

    def _replaced(self, node: Node, key: str, value: Value, column: int) -> Edit:
        """The edit that gives an entry another value."""
        text, place = self.tree.source.text, node.children[key].span
        start, end = node.keys[key].start, self._end(node, key)
        line_end = self._line_end(end)
        old = _HEADER.match(text, place.start, place.end) if isinstance(value, str) else None
        blocks = Blocks.ALL if old and self.blocks is Blocks.LINES else self.blocks
        last = _FOLLOWED.match(text, line_end, self.tree.head.end) is None
        lines = self._lines({key: value}, blocks, last=last)
        comment = old["comment"] if old else ""
        if old:
            lines = _as_before(lines, old, column)
        if len(lines) > 1:
            comment, end = comment + text[end:line_end].rstrip(), line_end
        lines[0] += comment
        return start, end, self._indented(lines, column)[column:]

    def _added(self, node: Node, lines: list[str], column: int) -> Edit:
        """The edit that puts lines behind the last entry of a map."""
        at, text, newline = self.tree.head.end, self.tree.source.text, self.tree.source.newline
        if node is not self.tree.node:
            at = self._next_line(max(self._end(node, key) for key in node.keys))
        lead = "" if at == self.tree.head.start or text[at - 1] == "\n" else newline
        return at, at, lead + self._indented(lines, column) + newline

    def _lines(self, values: Mapping[str, Value], blocks: Blocks, *, last: bool) -> list[str]:
        return self.write(values, blocks=blocks, last=last).removesuffix("\n").split("\n")

    def _indented(self, lines: list[str], column: int) -> str:
        return self.tree.source.newline.join(" " * column + line if line else "" for line in lines)

    def _column(self, node: Node) -> int | None:
        """How far the keys of a map stand in; None for a map in braces: `{a: 1, b: 2}`."""
        lead = next((self._lead(key.start) for key in node.keys.values()), "")
        braces = self.tree.source.text.startswith("{", node.span.start)
        return None if braces or not _DASHES.fullmatch(lead) else len(lead)

    def _lead(self, at: int) -> str:
        """What stands before a place on its line."""
        start = self.tree.source.text.rfind("\n", 0, at) + 1
        return self.tree.source.text[max(start, self.tree.head.start) : at]

    def _end(self, node: Node, key: str) -> int:
        """Where an entry ends: behind its value, or behind its colon when that is empty."""
        return max(node.children[key].span.end, node.keys[key].end + 1)

    def _line_end(self, at: int) -> int:
        """Where the line of a place ends, without the break."""
        end = self._next_line(at)
        return at + len(self.tree.source.text[at:end].rstrip("\r\n"))

    def _next_line(self, at: int) -> int:
        end = self.tree.source.text.find("\n", at, self.tree.head.end)
        return self.tree.head.end if end < 0 else end + 1


def _as_before(lines: list[str], old: re.Match[str], column: int) -> list[str]:
    """The lines of a new block in the style and with the indent of the old one."""
    new = _NEW_HEADER.search(lines[0])
    if new is None or len(lines) == 1:
        return lines
    width = int(old["width"] or 0) or _width(old, column)
    if width > 9 and new["width"]:
        width = 2
    digit = str(width) if new["width"] else ""
    folded = old["style"] == ">" and len(lines) == 2 and not digit  # on one line it says the same
    head = lines[0][: new.start()] + (">" if folded else "|") + digit + new["cut"]
    return [head, *(" " * width + line[2:] if line else "" for line in lines[1:])]


def _width(old: re.Match[str], column: int) -> int:
    """How far the lines of an old block stand in from its key."""
    first = re.compile(r"(?:[ \t]*\r?\n)*( *)[^ \r\n]").match(old.string, old.end())
    return max(len(first[1]) - column, 1) if first else 2
