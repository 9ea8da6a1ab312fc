"""YAML files, and what other syntaxes need of YAML: reading, writing and editing it."""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.containers.base import (
    NO_KEYS,
    Changes,
    Container,
    Keys,
    Tree,
)
from agentconv.containers.yaml_dump import Blocks, dump, quoted
from agentconv.containers.yaml_edit import edit, map_edits
from agentconv.containers.yaml_events import (
    COMPLEX_KEY,
    HAS_LIBYAML,
    OPENERS,
    has_anchor,
    load,
    load_with_places,
    places,
)
from agentconv.errors import NotAnAgent
from agentconv.model.agent import Value
from agentconv.text.source import Source, Span

__all__ = [
    "COMPLEX_KEY",
    "HAS_LIBYAML",
    "OPENERS",
    "Blocks",
    "YamlContainer",
    "dump",
    "edit",
    "has_anchor",
    "load",
    "load_with_places",
    "map_edits",
    "places",
    "quoted",
]


class YamlContainer(Container):
    """A YAML file whose root is a map."""

    name = "yaml"
    edits_within = True
    suffixes = (".yaml", ".yml")

    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        start = 1 if source.text.startswith("\ufeff") else 0
        text = source.text[start:]
        value = load(text, start)
        if not isinstance(value, dict):
            raise NotAnAgent("the file is not a map of keys")
        head = Span(start, len(source.text))
        return Tree(source, value, value, head=head, locate=lambda: places(text, start))

    def write(self, values: Mapping[str, Value]) -> str:
        return dump(values)

    def edit(self, tree: Tree, changes: Changes) -> str | None:
        return edit(tree, changes)
