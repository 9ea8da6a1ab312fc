"""Repairs of skills, commands and rules: those of agents that need no agent, proved by reading again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agentconv.checking.fixes import Repair, mended
from agentconv.containers import container
from agentconv.containers.base import Plain, Quoted, Tree
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.kit.component import ComponentReading, Material
from agentconv.kit.component_trees import syntax_of, tree_in
from agentconv.model.agent import Value, same
from agentconv.model.components import COMMAND, RULE, SKILL, Component, File, diff
from agentconv.reading.held import Held
from agentconv.text.mojibake import mojibake
from agentconv.text.source import Source

WITH_TEXTS = (SKILL, COMMAND, RULE)
"""The kinds whose files are texts for a model."""


def repair_component(held: Held, source: Source) -> Repair:
    """The text of a component's file with everything repaired that can be."""
    done, left = [], []
    for step in (_encoding, _quotes):
        new, what = step(held, source)
        if new is not None:
            source = Source(source.path, new)
            done.append(what)
        elif what:
            left.append(what)
    return Repair(source.text, tuple(done), tuple(left))


def _encoding(held: Held, source: Source) -> tuple[str | None, str]:
    if mojibake(source.text) is None:
        return None, ""
    new, count = mended(source.text)
    if not count:
        return None, "the text was decoded wrongly and cannot be put right, or it may be meant as it is"
    before, after = _read(held, source), _read(held, Source(source.path, new))
    if before is None or after is None or _what_counts(held, before) != _what_counts(held, after):
        return (
            None,
            "text that was decoded wrongly is left: putting it right would change more than that text",
        )
    return new, f"{count} stretch(es) of text that was decoded wrongly put right"


def _what_counts(held: Held, one: Component) -> object:
    """What a repair of the text's encoding may not touch."""
    return one.name, held.format.power(one), held.format.withholds(one)


def _quotes(held: Held, source: Source) -> tuple[str | None, str]:
    """The text with a head that is YAML, which says what was read from it."""
    tree = tree_in(held.format, held.material.path, source)
    if tree is None or not tree.recoveries or syntax_of(held.format) != "frontmatter":
        return None, ""
    before = _read(held, source)
    for text in _edited(tree):
        again = tree_in(held.format, held.material.path, Source(source.path, text))
        if again is None or again.recoveries or not _says(again, tree):
            continue
        after = _read(held, Source(source.path, text))
        if before is not None and after is not None and not diff(before, after):
            return text, f"{len(tree.recoveries)} value(s) of the frontmatter put in quotes"
    return None, "the frontmatter is left as it is: quotes would make it say something else"


def _edited(tree: Tree) -> Iterator[str]:
    changes: dict[str, Value] = {}
    for recovery in tree.recoveries:
        value = tree.values[recovery.key]
        changes[recovery.key] = str(value) if isinstance(value, Plain) else value
    long = {key: Quoted(value) for key, value in changes.items() if isinstance(value, str) and "\n" in value}
    for attempt in (changes, {**changes, **long}):
        text = container("frontmatter").edit(tree, attempt)
        if text is not None:
            yield text


def _says(again: Tree, tree: Tree) -> bool:
    """Whether a text has the keys and values of another, and its body to the byte."""
    return again.values.keys() == tree.values.keys() and all(
        same(_text(again.values[key]), _text(tree.values[key])) for key in tree.values
    )


def _text(value: Value) -> Any:
    return str(value) if isinstance(value, str) else value


def _read(held: Held, source: Source) -> Component | None:
    """The component that a text defines; None for none."""
    name = held.material.path.rpartition("/")[2]
    others: Sequence[File] = [file for file in held.material.files if file.path != name]
    material = Material(held.material.path, (File(name, source.data), *others), package=held.material.package)
    try:
        found = held.format.read(material, ComponentReading(Report()))
    except Problem:
        return None  # reading tells it
    return found[0] if len(found) == 1 else None
