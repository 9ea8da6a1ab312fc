"""YAML files, and writing and editing YAML: strings quoted wherever any reader might differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import yaml

from agentconv.containers.base import (
    BODY,
    REMOVED,
    Changes,
    Container,
    Node,
    Plain,
    Quoted,
    Removed,
    Tree,
    Within,
    plain,
    splice,
)
from agentconv.containers.yaml_events import COMPLEX_KEY, HAS_LIBYAML, has_anchor, load, places
from agentconv.errors import NotAnAgent
from agentconv.model.agent import Value
from agentconv.model.frozen import FrozenDict, FrozenList
from agentconv.text.source import Source, Span

__all__ = ["COMPLEX_KEY", "HAS_LIBYAML", "YamlContainer", "dump", "edit", "has_anchor", "load", "places"]

Dumper: Any
try:
    from yaml.cyaml import CSafeDumper as Dumper
except ImportError:  # a PyYAML built without libyaml: slower, same results
    from yaml import SafeDumper as Dumper


def dump(value: Value, *, block: bool = True, quoted: bool = False) -> str:
    """YAML text of a value, ending in a newline: strings quoted wherever any reader might differ.

    `block` allows text over several lines as a literal block; `quoted` puts all text in double quotes.
    """
    text: str = yaml.dump(
        value,
        Dumper=_QuotingDumper if quoted else _BlockDumper if block else _LineDumper,
        sort_keys=False,
        allow_unicode=True,
        width=2**30,
        default_flow_style=False,
    )
    return text


class _LineDumper(Dumper):  # type: ignore[misc]
    """Writes each text on one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class _QuotingDumper(_LineDumper):
    """Writes each text in double quotes."""


class _BlockDumper(_LineDumper):
    """Writes text over several lines as a literal block where that is exact."""


_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SPACE_BEFORE_BREAK = re.compile(r"\s(?:\n|$)")


def _line_text(dumper: Any, text: str) -> Any:
    style = '"' if "\n" in text or _ODD.search(text) else None
    if isinstance(plain(text), Plain):
        style = "'"  # text that YAML 1.2, unlike the dumper, takes for a number
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _block_text(dumper: Any, text: str) -> Any:
    exact = "\n" in text and not text[0].isspace() and not text.endswith("\n\n")
    if not exact or _ODD.search(text) or _SPACE_BEFORE_BREAK.search(text.rstrip("\n")):
        return _line_text(dumper, text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|")


def _quoted_text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), '"')


for kind in (str, Plain):
    _QuotingDumper.add_representer(kind, _quoted_text)
    _LineDumper.add_representer(kind, _line_text)
    _BlockDumper.add_representer(kind, _block_text)
for style in (_QuotingDumper, _LineDumper, _BlockDumper):
    style.add_representer(Quoted, _quoted_text)
    style.add_representer(FrozenDict, Dumper.represent_dict)
    style.add_representer(FrozenList, Dumper.represent_list)


class YamlContainer(Container):
    """A YAML file whose root is a map."""

    name = "yaml"
    edits_within = True
    suffixes = (".yaml", ".yml")

    def read(self, source: Source, known_keys: frozenset[str] = frozenset()) -> Tree:
        start = 1 if source.text.startswith("\ufeff") else 0
        text = source.text[start:]
        value = load(text, start)
        if not isinstance(value, dict):
            raise NotAnAgent("the file is not a map of keys")
        head = Span(start, len(source.text))
        return Tree(source, value, value, head=head, locate=lambda: places(text, start))

    def write(self, values: Mapping[str, Value]) -> str:
        return dump(dict(values))

    def edit(self, tree: Tree, changes: Changes) -> str | None:
        return edit(tree, changes)


class WriteMap(Protocol):
    """How `edit` writes a map; `block` allows text over several lines."""

    def __call__(self, value: dict[str, Value], /, *, block: bool) -> str: ...


def edit(tree: Tree, changes: Changes, write: WriteMap = dump) -> str | None:
    """The text of a tree whose head is a YAML block map, with top-level keys changed in place.

    Text stays on its key's line, so that a comment may follow it.
    """
    edits = _edits(tree, tree.node, changes, write, "")
    return None if edits is None else splice(tree.source.text, edits)


def _edits(
    tree: Tree, node: Node, changes: Changes, write: WriteMap, indent: str
) -> list[tuple[int, int, str]] | None:
    """The edits that change entries of a map, whose keys stand behind `indent`."""
    text, newline = tree.source.text, tree.source.newline
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []

    def entry(value: Value) -> str:
        lines = write({key: value}, block=False).splitlines(keepends=True)
        return "".join(lines[:1] + [indent + line for line in lines[1:]]).replace("\n", newline)

    for key, value in changes.items():
        if key == BODY:
            continue
        place = node.children.get(key)
        if isinstance(value, Within):
            inner = _inner(tree, place, value.changes, write)
            if inner is None:
                return None
            edits += inner
            continue
        if place is None:
            if not isinstance(value, Removed):
                added.append(indent + entry(value))
            continue
        start = node.keys[key].start
        line_start = text.rfind("\n", 0, start) + 1
        if text[line_start:start].strip():  # a flow map: `{a: 1, b: 2}`
            if isinstance(value, (Removed, list, dict)):
                return None
            edits.append((place.span.start, place.span.end, entry(value).strip().partition(": ")[2]))
            continue
        if value is REMOVED or isinstance(value, Removed):
            end = text.find("\n", place.span.end)
            edits.append((line_start, tree.head.end if end < 0 else end + 1, ""))
        else:
            new = entry(value)[: -len(newline)]
            edits.append((start, max(place.span.end, node.keys[key].end + 1), new))
    if added:
        at = tree.head.end
        if node is not tree.node:
            end = text.find("\n", max(child.span.end for child in node.children.values()))
            at = tree.head.end if end < 0 else end + 1
        lead = "" if at == tree.head.start or text[at - 1] == "\n" else newline
        edits.append((at, at, lead + "".join(added)))
    return edits


def _inner(
    tree: Tree, node: Node | None, changes: Changes, write: WriteMap
) -> list[tuple[int, int, str]] | None:
    """The edits inside a block map that stands in another; None for any other value."""
    if node is None or not node.keys:
        return None
    text = tree.source.text
    first = next(iter(node.keys.values())).start
    lead = text[text.rfind("\n", 0, first) + 1 : first]
    if lead.strip(" ") or len(changes) > len(node.keys):
        return None
    return _edits(tree, node, changes, write, lead)
