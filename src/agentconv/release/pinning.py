"""What a build depended on and gave, as the lock that pins it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from agentconv.about import __version__
from agentconv.bundle import contents
from agentconv.folder.opening import read_bytes
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.release.built import Built
from agentconv.release.lock import Lock


def locked(built: Built, folder: Path, registry: Registry) -> Lock:
    """The lock of a build."""
    tools = {"agentconv": __version__}
    used = {c.target for c in built.conversions} | {d.format for d in built.documents}
    for provided in registry.all():
        if provided.format.name in used and provided.provider != "agentconv":
            name, _, version = provided.provider.rpartition(" ")
            tools[name] = version
    tools |= built.filters.tools()
    inputs = {_relative(d.path, folder): _sha(d.tree.source.text) for d in built.documents}
    for document in built.documents:
        place = os.path.dirname(document.path)
        for name, source in document.companions:
            inputs[_relative(os.path.join(place, name), folder)] = _sha(source.text)
    inputs = {_relative(path, folder): digest for path, digest in _of_components(built)} | inputs
    inputs |= built.filters.inputs()
    outputs = {path: contents.digest(data) for path, data in built.entries.items()}
    archives = {name: made.sha256 for name, made in built.archives.made.items()}
    return Lock(
        {
            "tools": tools,
            "filters": built.filters.locked(),
            "models": dict(_models_used(built)),
            "inputs": inputs,
            "outputs": outputs,
            "archives": archives,
        }
    )


def _of_components(built: Built) -> Iterator[tuple[str, str]]:
    """The files that skills, commands and so on come from, with their hashes.

    Servers are entries of files that hold other things: of those the file counts as it is now.
    """
    for held in (one.held for one in built.components):
        place = os.path.dirname(held.source)
        for file in held.material.files:
            yield os.path.join(place, file.path), contents.digest(file.data)
        if not held.material.files:
            yield held.source, contents.digest(read_bytes(held.source, place or "."))


def _models_used(built: Built) -> Iterator[tuple[str, str]]:
    """What each source's model became in each target."""
    for target in built.manifest.targets:
        known = {**model_map.load().mapped.get(target.name, {}), **target.models}
        for document in built.documents:
            model = document.agent.model
            if model is None:
                continue
            chosen = target.model or known.get(model)
            if chosen is None:
                chosen = model_map.load().choose(model, target.name, required=False).model
            if chosen is not None and chosen != model:
                yield f"{target.name}: {model}", chosen


def other_line_ends(built: Built, folder: Path, known: Lock) -> list[str]:
    """The sources of which a lock knows the same text with other line endings."""
    found = []
    for document in built.documents:
        path, text = _relative(document.path, folder), document.tree.source.text
        plain = text.replace("\r\n", "\n")
        locked = known.tables.get("inputs", {}).get(path)
        if locked != _sha(text) and locked in (_sha(plain), _sha(plain.replace("\n", "\r\n"))):
            found.append(path)
    return found


def _relative(path: str, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _sha(text: str) -> str:
    return contents.digest(text.encode())
