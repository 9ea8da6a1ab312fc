"""Merging the files of skills, commands, servers, rules and hooks, and manifests, by what they say.

As for agents, values are merged before text. A merge of lines stands wherever it says what the merge of
values gave, so that comments, order and spelling of both sides are kept, and where git merges cleanly the
result is git's. Else the merged values are laid into ours' text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from agentconv.containers import container, entries
from agentconv.containers.base import BODY, REMOVED, Removed, Tree
from agentconv.errors import KeepNative, Problem, SyntaxProblem, WrongType
from agentconv.kit.codecs import Codec, exact
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentFormat
from agentconv.kit.component_trees import lists_in
from agentconv.kit.skill_text import laid_in
from agentconv.merging.agents import Conflict, higher
from agentconv.merging.documents import MergedFile, with_markers
from agentconv.merging.fields import Disagreement
from agentconv.merging.heads import merge_heads
from agentconv.merging.lines import merge_lines
from agentconv.merging.marks import Labels, marked
from agentconv.merging.outline import text_lines
from agentconv.merging.pieces import Clash, Piece, decided
from agentconv.merging.places import Kind
from agentconv.merging.prompts import Region, merge_prompts
from agentconv.merging.values import MergedValues, Way, changes, merge_values, words_way
from agentconv.model.agent import MISSING, Value, same
from agentconv.model.components import Component
from agentconv.text.source import Source

Values = Mapping[str, Value]
Texts = Sequence[str]
"""Base, ours, theirs."""


def merge_file(kind: Kind, texts: Texts, labels: Labels) -> MergedFile | None:
    """What two sides made of a file; None where one side cannot be read."""
    base, ours, theirs = texts
    if ours in (base, theirs) or theirs == base:
        return MergedFile(theirs if ours == base else ours)
    if not base.strip() or not ours.strip() or not theirs.strip():
        return None
    trees = [kind.tree(text) for text in texts]
    if any(tree is None for tree in trees):
        return None
    there = [tree for tree in trees if tree is not None]
    merge = _with_head if kind.syntax == "frontmatter" else _all_values
    found = merge(kind, there, labels)
    if found is None:
        return None
    return MergedFile(found.text, found.conflicts, power=_power(kind, texts, found.text or ""))


def _power(kind: Kind, texts: Texts, merged: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a merged component can do beyond ours, and beyond theirs, where it is more than each."""
    fmt = kind.format
    if fmt is None:
        return (), ()
    ours, theirs = kind.components(texts[1]), kind.components(texts[2])
    lacks: tuple[list[str], list[str]] = ([], [])
    for name, one in kind.components(merged).items():
        if name in ours and name in theirs:
            beyond = [_beyond(fmt, one, side[name]) for side in (ours, theirs)]
            if all(beyond):
                lacks[0].extend(beyond[0])
                lacks[1].extend(beyond[1])
    return tuple(lacks[0]), tuple(lacks[1])


def _beyond(fmt: ComponentFormat[Any], one: Component, other: Component) -> list[str]:
    more = sorted(fmt.power(one) - fmt.power(other))
    return [*more, *(f"no longer {word}" for word in sorted(fmt.withholds(other) - fmt.withholds(one)))]


# values


def _values(tree: Tree) -> dict[str, Value]:
    """What a file says besides its body, without spellings."""
    return {key: _exact(value) for key, value in tree.values.items() if key != BODY}


def _exact(value: Value) -> Value:
    try:
        return exact(value)
    except WrongType:
        return str(value)  # a number that no type holds is as good as its digits


def _conflicts(merged: MergedValues) -> tuple[Conflict, ...]:
    return tuple(Conflict(".".join(c.keys), c.base, c.ours, c.theirs) for c in merged.clashes)


def _ways(kind: Kind) -> dict[str, Way]:
    lists: Mapping[str, Codec] = lists_in(kind.format) if kind.format is not None else {}
    ways = {key: words_way(codec.decode) for key, codec in lists.items()}
    if isinstance(kind.format, CommandFormat):
        ways[kind.format.body] = _prose
    return {**ways, "version": higher} if kind.manifest else ways


def _prose(base: object, ours: object, theirs: object) -> object:
    """A text that stands as a value."""
    if isinstance(base, str) and isinstance(ours, str) and isinstance(theirs, str):
        found = merge_prompts(base, ours, theirs)
        if not found.regions:
            return found.text
    return Disagreement(base, ours, theirs)


def _alike(found: Tree | None, wanted: Values, lists: Mapping[str, Codec]) -> bool:
    """Whether a text says some values, whatever the order of what has none."""
    if found is None:
        return False
    there = _values(found)
    return there.keys() == wanted.keys() and all(
        _sorted(there[key], lists.get(key)) == _sorted(wanted[key], lists.get(key)) for key in wanted
    )


def _sorted(value: Value, codec: Codec | None = None) -> object:
    """A value in a form that says nothing of the order of lists."""
    if codec is not None:
        with suppress(KeepNative, WrongType):  # a value that is no such list counts as it stands
            return sorted(codec.decode(value))
    if isinstance(value, Mapping):
        return {key: _sorted(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return sorted(repr(_sorted(item)) for item in value)
    return type(value), value


# files that are values as a whole


def _all_values(kind: Kind, trees: Sequence[Tree], labels: Labels) -> MergedFile | None:
    base, ours, theirs = map(_values, trees)
    merged = merge_values(base, ours, theirs, _ways(kind))
    texts = [tree.source.text for tree in trees]
    lines = [text_lines(text) for text in texts]
    pieces = merge_lines(lines[0], lines[1], lines[2], (_never,))
    if not any(isinstance(piece, Clash) for piece in pieces):
        text = "".join(decided(pieces, "ours"))
        there = kind.tree(text)
        # What git merges cleanly is no conflict, even where a list's order makes it one.
        if _alike(there, merged.values, {}) or (merged.clashes and there is not None):
            return MergedFile(text)
    sides = [merged.decided(side) for side in range(3)] if merged.clashes else [merged.values]
    written = [_written(texts[1], kind.syntax, ours, side) for side in sides]
    done = [text for text in written if text is not None]
    if len(done) < len(written):
        return None
    text = marked(done[0], done[1], done[2], labels) if merged.clashes else done[0]
    return MergedFile(text, _conflicts(merged))


def _never(_base: object, _ours: object, _theirs: object) -> None:
    """No attempt to look into lines: values are merged as values."""


def _written(text: str, syntax: str, old: Values, new: Values) -> str | None:
    """A text with other values, all else kept as far as its layout allows; None where it cannot be."""
    found = list(changes(old, new))
    if all(len(keys) == 1 for keys, _ in found) and (whole := _rewritten(text, syntax, old, new)):
        return whole
    try:
        for keys, value in found:
            text = _with_entry(text, syntax, keys, value)
    except (Problem, KeyError):
        return None
    return text


def _with_entry(text: str, syntax: str, keys: tuple[str, ...], value: object) -> str:
    if value is MISSING:
        return entries.remove(text, syntax, keys, {})[0] or ""
    try:
        entries.value_at(text, syntax, keys)
    except KeyError:
        return entries.insert(text, syntax, keys, value)[0]  # type: ignore[arg-type]
    return entries.replace(text, syntax, keys, value)  # type: ignore[arg-type]


def _rewritten(text: str, syntax: str, old: Values, new: Values) -> str | None:
    """The text with whole values at its top changed; None where its layout does not take that."""
    tree = container(syntax).read(Source("", text))
    edited = container(syntax).edit(tree, _top_changes(old, new))
    try:
        there = None if edited is None else _values(container(syntax).read(Source("", edited)))
    except SyntaxProblem:
        return None
    return edited if there is not None and same(there, dict(new)) else None


def _top_changes(old: Values, new: Values) -> dict[str, Value | Removed]:
    found: dict[str, Value | Removed] = {
        key: value for key, value in new.items() if key not in old or not same(old[key], value)
    }
    return found | {key: REMOVED for key in old if key not in new}


# files with a head and a body


def _with_head(kind: Kind, trees: Sequence[Tree], labels: Labels) -> MergedFile | None:
    base, ours, theirs = map(_values, trees)
    merged = merge_values(base, ours, theirs, _ways(kind))
    bodies = [str(tree.values.get(BODY, "")) for tree in trees]
    body = merge_prompts(bodies[0], bodies[1], bodies[2], labels)
    head = _Head(kind, trees, merged)
    whole = head.as_git_does() if merged.clashes else None
    text = head.text(labels) if whole is None else whole
    if text is None:
        return None
    of_head = _conflicts(merged) if whole is None else ()
    return MergedFile(text + body.text, (*of_head, *map(_of_region, body.regions)))


def _of_region(region: Region) -> Conflict:
    return Conflict("prompt", region.base, region.ours, region.theirs, region.section)


class _Head:
    """The merged head of a file."""

    def __init__(self, kind: Kind, trees: Sequence[Tree], merged: MergedValues) -> None:
        self.kind, self.ours, self.merged = kind, trees[1], merged
        self.heads = [tree.source.text[: tree.body_start] for tree in trees]
        self.lists = lists_in(kind.format) if kind.format is not None else {}

    def text(self, labels: Labels) -> str | None:
        """The text; None where ours' layout does not take it."""
        lines = [text_lines(head) for head in self.heads]
        words = {key for key, value in self.ours.values.items() if isinstance(value, list)}
        pieces = merge_heads(lines[0], lines[1], lines[2], {*self.lists, *words})
        if self._says(pieces):
            return with_markers(pieces, labels, self.heads[1])
        if not self.merged.clashes:
            return self._laid(self.merged.values)
        sides = [self._laid(self.merged.decided(side)) for side in range(3)]
        done = [side for side in sides if side is not None]
        return marked(done[0], done[1], done[2], labels) if len(done) == len(sides) else None

    def as_git_does(self) -> str | None:
        """The head where its lines merge cleanly to one that can be read: then nobody has to decide."""
        lines = [text_lines(head) for head in self.heads]
        pieces = merge_lines(lines[0], lines[1], lines[2], (_never,))
        if any(isinstance(piece, Clash) for piece in pieces):
            return None
        text = "".join(decided(pieces, "ours"))
        tree = self.kind.tree(text)
        return text if tree is not None and tree.body_start and not tree.recoveries else None

    def _says(self, pieces: Sequence[Piece]) -> bool:
        """Whether merged lines say the merged values, with conflicts so for each side of them."""
        if not self.merged.clashes:
            clean = not any(isinstance(piece, Clash) for piece in pieces)
            return clean and self._reads("".join(decided(pieces, "ours")), self.merged.values)
        names = ("base", "ours", "theirs")
        texts = ["".join(decided(pieces, name)) for name in names]
        return all(self._reads(texts[i], self.merged.decided(i)) for i in range(3))

    def _reads(self, head: str, wanted: Values) -> bool:
        tree = self.kind.tree(head)
        if tree is None or tree.values.get(BODY) or (head and not tree.body_start):
            return False
        return _alike(tree, wanted, self.lists)

    def _laid(self, values: Values) -> str | None:
        """Ours' head with other values."""
        own = _values(self.ours)
        new = _top_changes(own, values)
        if not new:
            return self.heads[1]
        body = str(self.ours.values.get(BODY, ""))
        text = laid_in(self.ours, new)
        return text.removesuffix(body) if text.endswith(body) else None
