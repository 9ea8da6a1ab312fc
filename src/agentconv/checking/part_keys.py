"""Keys of skills, commands, rules and servers, and events of hooks, that nothing reads."""

from __future__ import annotations

from agentconv.checking.keys import nearest
from agentconv.checking.part import Part
from agentconv.checking.subject import MANY, listed
from agentconv.containers.base import BODY
from agentconv.diagnostics import Report
from agentconv.host import components as formats
from agentconv.kit.component import Material
from agentconv.kit.component_trees import tree_in
from agentconv.kit.server_files import ServerFormat
from agentconv.model.components import COMMAND, HOOK, RULE, SKILL
from agentconv.text.source import Source

_WITH_HEADS = (SKILL, COMMAND, RULE)


def look(part: Part) -> None:
    """Report keys that the component's tool does not know."""
    if part.held.kind in _WITH_HEADS:
        _look_at_head(part)
    elif part.held.kind == HOOK:
        _look_at_event(part)


def _look_at_head(part: Part) -> None:
    known, tree = part.format.known_keys, part.tree
    if tree is None or not known or getattr(part.component, "main", False):
        return
    rest = []
    for key in [key for key in tree.values if key != BODY and key not in known][: 5 * MANY]:
        near = nearest(key, known)
        if near is not None and near not in tree.values:
            what = f"{key!r} is no key of a {_called(part)}, so nothing reads it"
            part.add("key-misspelt", what, key, hint=f"probably {near!r} was meant")
        elif key.isascii():
            rest.append(key)
    if rest:
        what = f"no key that a {_called(part)} is known to have: {listed(rest, 10)}"
        part.add("key-unknown", what, rest[0])


def _called(part: Part) -> str:
    return f"{part.held.kind} of {part.format.target}"


def _look_at_event(part: Part) -> None:
    """Report an event that no tool has, where it is nearly one of its own."""
    event, known = part.held.name, part.format.known_keys
    others = frozenset[str]().union(*(fmt.known_keys for fmt in formats.formats_of(HOOK)))
    if not known or event in known or event in others - known:
        return
    near = nearest(event, known)
    if near is not None:
        what = f"{event!r} is no event of {part.format.target}, so nothing is ever run"
        part.add("key-misspelt", what, "hooks", event, hint=f"probably {near!r} was meant")
    else:
        what = f"no event that {part.format.target} is known to have: {event}"
        part.add("key-unknown", what, "hooks", event)


def look_at_servers(fmt: ServerFormat, material: Material, source: Source, report: Report) -> None:
    """Report keys of a file's servers that nearly are one that the tool knows, also where none can be read.

    What else an entry may hold is its client's business.
    """
    tree = tree_in(fmt, material.path, source)
    if tree is None:
        return
    for name, entry in fmt.entries(material).items():
        there = entry if isinstance(entry, dict) else {}
        for key in [key for key in there if key not in fmt.known_keys]:
            near = nearest(key, fmt.known_keys)
            if near is not None and near not in there:
                line, column = tree.position((*fmt.keys, name, key))
                what = f"the server {name!r}: {key!r} is no key that {fmt.target} reads"
                hint = f"probably {near!r} was meant"
                report.add("key-misspelt", what, line=line, column=column, hint=hint, field=key)
