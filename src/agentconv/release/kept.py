"""Agents whose target is the format that they came from: their files keep the source's text.

Such a text cannot be written anew from the agent alone, so it is read: it must say what the agent says.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from agentconv.bundle import contents
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Writing
from agentconv.model.agent import Agent, diff, with_field
from agentconv.model.powers import power
from agentconv.reading.read import Sibling, decode_native, read_as
from agentconv.text.source import Source, decode
from agentconv.writing.convert import Conversion
from agentconv.writing.options import Options

_POWER = frozenset({"tools.allow", "tools.deny", "permission_mode", "mcp_servers"})
_PROSE = frozenset({".md", ".txt", ".markdown"})
_INSTRUCTIONS = frozenset(
    {"agents.md", "claude.md", "gemini.md", "qwen.md", "copilot-instructions.md", "skill.md"}
)
"""Files that clients take as instructions for all that they do, in lower case."""


def documents(
    target: str,
    of: tuple[Format, Format],
    agents: Mapping[str, Agent],
    items: Mapping[str, Mapping[str, Any]],
    entries: Mapping[str, bytes],
    options: Options,
) -> dict[str, Document]:
    """The documents of agents whose texts were kept, by name. Raises `Problem` when one says something else.

    An agent without a text of its own in the bundle is left out: it was written anew. `of` are the target's
    format and the one that reads the agents, where the target is a place for another one's.
    """
    fmt, reader = of
    prefix = f"{contents.TARGETS}/{target}/"
    holders: dict[str, list[str]] = {}
    for name in agents:
        for path in _listed(items[name], target):
            if path.startswith(prefix):
                holders.setdefault(path, []).append(name)
    by_stem = {str(items[name]["id"]): name for name in agents}
    found: dict[str, Document] = {}
    for path, held in sorted(holders.items()):
        if path in entries and reader.reads and fmt.lies_at(PurePosixPath(path.removeprefix(prefix))):
            for document in _read(reader, path.removeprefix(prefix), prefix, entries):
                named = document.agent.name
                # A file without a name has that of its place, and there it is a slug.
                name = named if named in held else by_stem.get(named, "")
                if document.of == len(held) == 1:
                    (name,) = held  # in a package it may be called otherwise
                if name in agents:
                    own = replace(document, agent=replace(document.agent, name=name))
                    found[name] = _held(own, agents[name], fmt, options)
    return found


def _listed(item: Mapping[str, Any], target: str) -> list[str]:
    place = item["targets"][target]
    files = place.get("files") if isinstance(place, dict) else None
    if not isinstance(files, list) or not all(isinstance(path, str) for path in files):
        raise Problem("syntax", "the index lacks what every bundle lists")
    return files


def _read(fmt: Format, path: str, prefix: str, entries: Mapping[str, bytes]) -> list[Document]:
    report = Report()
    source = Source(path, decode(entries[prefix + path]))
    try:
        found = read_as(fmt, source, report, _siblings(path, prefix, entries))
    except NotAnAgent:
        return []
    if errors := report.errors():
        raise Problem("content-mismatch", f"{prefix + path!r} cannot be read: {errors[0].message}")
    return found


def _siblings(path: str, prefix: str, entries: Mapping[str, bytes]) -> Sibling:
    """What gives a format the files beside its own, from the bundle alone."""

    def sibling(name: str) -> Source:
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if place.startswith(("/", "..")) or prefix + place not in entries:
            raise Problem("not-found", f"the bundle has no file {name!r}")
        return Source(place, decode(entries[prefix + place]))

    return sibling


def _held(document: Document, agent: Agent, fmt: Format, options: Options) -> Document:
    """The document with the agent that the bundle lists, once its text says no other."""
    chosen = options.for_agent.get(agent.name)
    model = (chosen.model if chosen else None) or options.model
    meant = agent if model is None else with_field(agent, "model", model)
    writing = Writing(
        Report(),
        model_map.load(options.models, fmt.models),
        model,
        options.shorten,
        source=fmt.dialect,
        scope=options.scope,
        options=options.settings.get(fmt.name, {}),
    )
    stem = fmt.stem_of(PurePosixPath(document.path))
    written = decode_native(fmt, fmt.encode(meant, replace(writing, slug=stem)), stem)
    # What nobody changed stands as its author wrote it, the rest as the format writes it. Power is never a
    # mixture: half of each could be more than both.
    as_meant = {d.field for d in diff(document.agent, meant)}
    as_written = {d.field for d in diff(document.agent, written)}
    wrong = as_meant & as_written
    if as_meant & _POWER and as_written & _POWER:
        wrong |= (as_meant | as_written) & _POWER
    if wrong:
        what = f"{document.path!r} says other than the bundle of {agent.name!r}: {', '.join(sorted(wrong))}"
        raise Problem("content-mismatch", what)
    _check_client(document, agent, fmt)
    return document if document.agent == agent else replace(document, agent=agent, original=document.agent)


def _check_client(document: Document, agent: Agent, fmt: Format) -> None:
    """Raise `Problem` for a broken head of which the client reads more power than the agent has."""
    if not document.tree.recoveries or document.of > 1:
        return
    native = fmt.client_reading(document.tree.source)
    if native and power(decode_native(fmt, native, agent.name)).beyond(power(agent)):
        what = f"{document.path!r} gives {agent.name!r} more power in its own client than the bundle says"
        raise Problem("content-mismatch", what)


def check_places(
    fmt: Format, documents: Sequence[Document], conversion: Conversion, registry: Registry
) -> None:
    """Raise `Problem` for a file that came along with a source and lies where others would act on it."""
    along = {posixpath.basename(name) for d in documents for name, _ in d.companions}
    if not along:
        return
    hidden = {place.partition("/")[0] for place in (*fmt.paths, *fmt.user_paths)}
    others = [p.format for p in registry.all() if p.format.name != fmt.name]
    for file in conversion.files:
        path = PurePosixPath(file.path)
        if path.name in along and not fmt.lies_at(path) and _acted_on(path, hidden, others):
            what = f"{file.path!r} came along with an agent, and lies where it is no text for {fmt.title}"
            raise Problem("content-mismatch", what)


def _acted_on(path: PurePosixPath, hidden: set[str], others: Iterable[Format]) -> bool:
    head, *rest = path.parts
    dotted = (head.startswith(".") and head not in hidden) or any(part.startswith(".") for part in rest)
    odd = path.suffix.lower() not in _PROSE or path.name.lower() in _INSTRUCTIONS
    return dotted or odd or any(other.lies_at(path) for other in others)
