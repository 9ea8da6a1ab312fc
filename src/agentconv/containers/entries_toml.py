"""Entries in TOML texts: tables at the end of the text, and members of inline tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from agentconv.containers.base import splice
from agentconv.containers.braces import HASH, Braces
from agentconv.containers.editor import Editor, Keys, nested
from agentconv.containers.lines import behind_content, line_end, line_start
from agentconv.containers.toml import TOKEN, dump, key_of, load, write_key
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.model.agent import Value


@frozen
class _Statement:
    """A table's head, or a key with its value."""

    path: Keys
    """The keys from the root."""
    start: int
    value: int
    """Where the value starts; -1 for a head."""
    end: int


class TomlEditor(Editor):
    """A text of TOML."""

    def _read(self) -> Value:
        return load(self.text)

    def empty(self, container: Keys) -> str | None:
        inline = self._inline(container)
        if inline is not None:
            return inline.raw
        return self.text if not container and not self.text.strip() else None

    def rest(self, container: Keys) -> str:
        inline = self._inline(container)
        if inline is not None:
            return inline.raw
        return "" if container else self.text

    def restore(self, container: Keys, before: str) -> str:
        inline = self._inline(container)
        if inline is None:
            return self.text
        return self.text[: inline.start] + before + self.text[inline.end :]

    def put(self, container: Keys, keys: Keys, value: Value) -> str:
        inline = self._inline(container)
        if inline is not None:
            member = f"{write_key(keys[0])} = {_inline_value(nested(keys[1:], value))}"
            return inline.put(member) if inline.members else inline.put_first(member, None)
        shown = self._table((*container, *keys), value)
        at = behind_content(self.text)
        if not at:
            return shown + self.newline + self.text
        return self.text[:at] + 2 * self.newline + shown + self.text[at:]

    def swap(self, keys: Keys, value: Value) -> str:
        for statement in self._statements:
            if statement.path == keys and statement.value >= 0:
                shown = _inline_value(value)
                return self.text[: statement.value] + shown + self.text[statement.end :]
        inline = self._inline(keys[:-1])
        if inline is not None:
            return self._swapped_member(inline, keys[-1], value)
        (start, end), *others = self._stretches(keys)
        edits = [(start, end, self._table(keys, value))]
        return splice(self.text, [*edits, *((*self._with_lead(*one), "") for one in others)])

    def take(self, keys: Keys) -> str:
        inline = self._inline(keys[:-1])
        if inline is not None:
            return inline.take(self._member_names(inline).index(keys[-1]))
        return splice(self.text, [(*self._with_lead(*one), "") for one in self._stretches(keys)])

    def _table(self, keys: Keys, value: Value) -> str:
        return dump({keys[0]: nested(keys[1:], value)}).rstrip("\n").replace("\n", self.newline)

    def _swapped_member(self, inline: Braces, key: str, value: Value) -> str:
        start, end = inline.members[self._member_names(inline).index(key)]
        return f"{self.text[:start]}{write_key(key)} = {_inline_value(value)}{self.text[end:]}"

    def _stretches(self, keys: Keys) -> list[tuple[int, int]]:
        """The stretches of lines that say what an entry is; those that follow each other are one."""
        found: list[tuple[int, int]] = []
        mine = False
        for statement in self._statements:
            before, mine = mine, statement.path[: len(keys)] == keys
            if mine:
                start, end = line_start(self.text, statement.start), line_end(self.text, statement.end)
                if before:
                    start, _ = found.pop()
                found.append((start, end))
        if not found:
            raise Problem("entry-conflict", f"{'.'.join(keys)!r} has no lines of its own there")
        return found

    def _with_lead(self, start: int, end: int) -> tuple[int, int]:
        """A stretch with the line breaks that came with it."""
        for _ in range(2 if self.text.startswith("[", start) else 1):
            if self.text.endswith(self.newline, 0, start):
                start -= len(self.newline)
        return start, end

    def _inline(self, container: Keys) -> Braces | None:
        """The inline table at a path; None when it is none."""
        for statement in self._statements:
            if statement.value >= 0 and statement.path == container[: len(statement.path)]:
                braces = self._braces(statement.value, statement.end)
                for key in container[len(statement.path) :]:
                    start, end = braces.members[self._member_names(braces).index(key)]
                    braces = self._braces(self.text.index("{", start), end)
                return braces
        return None

    def _braces(self, start: int, end: int) -> Braces:
        return Braces(self.text, start, end, tuple(_members(self.text, start, end)), HASH, self.newline)

    def _member_names(self, braces: Braces) -> list[str]:
        """The first key of each member."""
        found = []
        for start, end in braces.members:
            match = TOKEN.match(self.text, start, end)
            found.append(key_of(match[0]) if match else "")
        return found

    @cached_property
    def _statements(self) -> Sequence[_Statement]:
        return tuple(_statements(self.text))


def _inline_value(value: Value) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{write_key(key)} = {_inline_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline_value, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _lines(text: str) -> Iterator[list[re.Match[str]]]:
    """The tokens of each line that a statement may stand on; a list over several lines is one."""
    line: list[re.Match[str]] = []
    depth = 0
    for match in TOKEN.finditer(text):
        if match.lastgroup != "newline":
            depth += (match[0] in ("[", "{")) - (match[0] in ("]", "}"))
            line.append(match)
        elif not depth:
            yield line
            line = []
    yield line


def _members(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the members of an inline table start and end."""
    depth, first, last = 0, -1, -1
    for match in TOKEN.finditer(text, start, end):
        if match.lastgroup in ("comment", "newline"):
            continue
        opens, closes = match[0] in ("[", "{"), match[0] in ("]", "}")
        depth += opens - closes
        if (depth == 1 and match[0] == ",") or not depth:
            if first >= 0:
                yield first, last
            first = -1
        elif depth > 1 or not opens:
            first = match.start() if first < 0 else first
            last = match.end()


def _statements(text: str) -> Iterator[_Statement]:
    """The statements of a valid text, in their order."""
    table: Keys = ()
    for line in _lines(text):
        tokens = [m for m in line if m.lastgroup != "comment"]
        if not tokens:
            continue
        start, end = tokens[0].start(), tokens[-1].end()
        if tokens[0][0] == "[":
            table = tuple(key_of(m[0]) for m in tokens if m.lastgroup != "mark")
            yield _Statement(table, start, -1, end)
            continue
        equals = next(index for index, m in enumerate(tokens) if m[0] == "=")
        path = tuple(key_of(m[0]) for m in tokens[:equals] if m.lastgroup != "mark")
        yield _Statement((*table, *path), start, tokens[equals + 1].start(), end)
