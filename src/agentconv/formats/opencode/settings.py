"""What counts for the agents of a settings file besides their entries: rules above, files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from agentconv.containers import container
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.formats.opencode.rules import RULES, as_map, rules_of
from agentconv.kit.codecs import as_null
from agentconv.kit.format import Format, Native, Reading


def rules_above(settings: Native) -> Native:
    """The rules of a settings file that bound every agent in it."""
    found = {key: settings[key] for key in RULES if not as_null(settings.get(key))}
    try:
        return found if rules_of(found.get("tools"), found.get("permission")) else {}
    except WrongType:
        return {}


def bounded(entry: Native, above: Native) -> Native:
    """An agent's entry under the rules of its file, which count where its own say nothing.

    The client puts the agent's rules after the file's, as one list of which the last that matches counts.
    """
    try:
        rules = [*rules_of(above.get("tools"), above.get("permission"))]
        rules += rules_of(entry.get("tools"), entry.get("permission"))
    except WrongType:
        return entry  # reported where the entry is read
    rest = {key: value for key, value in entry.items() if key not in RULES}
    return {**rest, "permission": as_map(rules)}


def maps_at(settings: Native, key: str) -> Native:
    """The map at a key; an empty one where there is none."""
    found = settings.get(key)
    return found if isinstance(found, dict) else {}


def _folders(fmt: Format, reading: Reading) -> list[str]:
    """The folders of Markdown agents, as they lie below that of the settings."""
    folder = PurePosixPath(reading.tree.source.path).parent.name
    places = (place.partition("**/") for place in fmt.paths)
    return [head.removeprefix(f"{folder}/") for head, star, _ in places if star]


def names_below(fmt: Format, reading: Reading) -> Iterator[str]:
    """The names of the agents that have Markdown files below the folder of the settings."""
    for head in _folders(fmt, reading):
        yield from (p.removeprefix(head).removesuffix(".md") for p in reading.beside if p.startswith(head))


def markdown_of(name: str, fmt: Format, reading: Reading) -> Native | None:
    """What the Markdown file of an agent of a settings file says; None when it has none."""
    if reading.sibling is None:
        return None
    for head in _folders(fmt, reading):
        try:
            source = reading.sibling(f"{head}{name}.md")
            return {**container("frontmatter").read(source, fmt.known_keys).values}
        except (NotAnAgent, SyntaxProblem):
            continue  # there is none, or one that is told of when it is read itself
    return None


def layered(below: Native, above: Native) -> Native:
    """Two maps as one: what the second says goes over the first, maps within them likewise."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = layered(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result
