"""Writing YAML: text over several lines as literal blocks, quotes wherever any reader might differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import Enum
from typing import Any

import yaml

from agentconv.containers.base import Plain, Quoted, Raw, plain
from agentconv.frozen import frozen
from agentconv.model.agent import Value

Dumper: Any
try:
    from yaml.cyaml import CSafeDumper as Dumper
except ImportError:  # a PyYAML built without libyaml: slower, same results
    from yaml import SafeDumper as Dumper


class Blocks(Enum):
    """Which texts are written as literal blocks, wherever that is exact."""

    NONE = "none"
    LINES = "text over several lines"
    ALL = "text on one line, too"


def dump(values: Mapping[str, Value], *, blocks: Blocks = Blocks.LINES, last: bool = False) -> str:
    """YAML text of a map, ending in a newline; text that is no literal block stands on one line.

    With `last` more blank lines may follow, or a reader takes some away: no block there keeps blank lines
    at its end.
    """
    writing = _Writing.of(values, blocks)
    text: str = yaml.dump(
        writing.styled(values, last=last),
        Dumper=_StyleDumper,
        sort_keys=False,
        allow_unicode=True,
        width=2**30,
        default_flow_style=False,
    )
    return writing.completed(text)


_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ASTRAL = re.compile("[\U00010000-\U000dffff]")
"""Emoji and the like, which libyaml would escape. What lies above is hidden or private, and is escaped."""
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_NEVER_IN_BLOCK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff\U000e0000-\U0010ffff]"
)
"""What YAML 1.1 breaks lines at, a reader refuses or changes, or nobody sees: it needs an escape."""


def _texts(value: object) -> Iterator[str]:
    """All texts in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def quoted(value: Any, pattern: re.Pattern[str]) -> Any:
    """A value whose texts in which a pattern is found are to be in double quotes."""
    if isinstance(value, str):
        return Quoted(value) if pattern.search(value) else value
    if isinstance(value, Mapping):
        return {quoted(key, pattern): quoted(item, pattern) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [quoted(item, pattern) for item in value]
    return value


class _Styled(str):
    """Text with the style that it is written in."""

    __slots__ = ("style",)
    style: str | None


class _StyleDumper(Dumper):  # type: ignore[misc]
    """Writes each text in its style."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_StyleDumper.add_representer(
    _Styled, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), text.style)
)


@frozen
class _Writing:
    """One text in the making.

    Its blocks stand aside while libyaml writes the rest. libyaml writes none with a tab, an emoji or a
    space at a line's end, and puts `...` behind one that ends in blank lines.
    """

    blocks: Blocks
    mark: str
    """A character that no text holds; with a number it stands for a block."""
    stand_ins: dict[str, str]
    """Emoji -> a character that no text holds, which libyaml does not escape."""
    aside: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, values: Mapping[str, Value], blocks: Blocks) -> _Writing:
        """The start of a text for values, with characters that stand in for what is in them."""
        whole = "".join(_texts(values))
        taken = set() if whole.isascii() else set(_PRIVATE.findall(whole))
        free = (char for char in map(chr, range(0xE000, 0xF8FF)) if char not in taken)
        mark = next(free, "")
        emoji = () if whole.isascii() else sorted(set(_ASTRAL.findall(whole)))
        return cls(blocks if mark else Blocks.NONE, mark, dict(zip(emoji, free, strict=False)))

    def styled(self, value: object, *, last: bool) -> Any:
        """A value whose texts have their styles, or are marks of blocks."""
        if isinstance(value, str):
            return self._block(value) if self._fits(value, last=last) else self._line(value)
        if isinstance(value, Mapping):
            final = len(value) - 1
            return {
                self._line(key): self.styled(item, last=last and index == final)
                for index, (key, item) in enumerate(value.items())
            }
        if isinstance(value, (list, tuple)):
            final = len(value) - 1
            return [self.styled(item, last=last and index == final) for index, item in enumerate(value)]
        return value

    def completed(self, text: str) -> str:
        """The written text with its emoji and its blocks in their places."""
        if self.stand_ins:
            emoji = {stand_in: char for char, stand_in in self.stand_ins.items()}
            text = _PRIVATE.sub(lambda found: emoji.get(found[0], found[0]), text)
        if not self.aside:
            return text
        place = re.compile(rf"^( *(?:[-?:] )*)(.*?){self.mark}([0-9]+)$", re.MULTILINE)

        def put(found: re.Match[str]) -> str:
            key = found[2]
            indent = len(found[1]) + (2 if key else 0)  # a dash stands two columns out already
            return found[1] + key + _literal(self.aside[int(found[3])], indent)

        return place.sub(put, text)

    def _line(self, text: str) -> _Styled:
        shown = text
        if self.stand_ins:
            shown = _ASTRAL.sub(lambda found: self.stand_ins.get(found[0], found[0]), text)
        styled = _Styled(shown)
        styled.style = None
        if isinstance(text, (Quoted, Raw)) or "\n" in text or _ODD.search(text):
            styled.style = '"'
        elif isinstance(plain(text), Plain):
            styled.style = "'"  # text that YAML 1.2, unlike the dumper, takes for a number
        return styled

    def _block(self, text: str) -> _Styled:
        self.aside.append(text)
        styled = _Styled(f"{self.mark}{len(self.aside) - 1}")
        styled.style = None
        return styled

    def _fits(self, text: str, *, last: bool) -> bool:
        if self.blocks is Blocks.NONE or isinstance(text, Quoted):
            return False
        if "\n" not in text and self.blocks is not Blocks.ALL:
            return False
        return _is_exact(text) and not (last and text.endswith("\n\n"))


def _is_exact(text: str) -> bool:
    """Whether every reader gives a text back as it was, and people see it, as a literal block.

    A last line of blanks alone is lost by yaml 2.9.1, behind a number in the block's head (2026-11-28).
    """
    final = text.rstrip("\n").rpartition("\n")[2]
    return bool(final.strip()) and not _NEVER_IN_BLOCK.search(text)


def _literal(text: str, indent: int) -> str:
    """A text as a literal block behind its key or dash, without the last break; its lines stand `indent` in.

    The number in its head says how far that is from the parent, where the first line does not show it.
    """
    lines = text.split("\n")
    first = next((line for line in lines if line), "")
    head = "|2" if first.startswith((" ", "\t")) else "|"
    if not text.endswith("\n"):
        head += "-"
    else:
        head += "+" if text.endswith("\n\n") else ""
        lines.pop()
    lead = " " * indent
    return "\n".join([head, *(lead + line if line else "" for line in lines)])
