"""What a file is that is merged, by the place where it lies."""

from __future__ import annotations

from pathlib import PurePosixPath

from agentconv.containers import SUFFIXES
from agentconv.formats.components import COMPONENTS, USUAL, USUAL_PACKAGE
from agentconv.host import components as formats
from agentconv.host import places
from agentconv.host.registry import Registry
from agentconv.merging.files import Kind
from agentconv.model.components import SKILL
from agentconv.reading.kinds import layout_of


def kind_at(path: str, registry: Registry, *, no_agents: bool = False) -> Kind | None:
    """What a file at a place is; None for an agent, or for what its place does not tell.

    `no_agents` is for a file at the place of agents that turned out to hold none.
    """
    whole = PurePosixPath(path)
    path = str(whole.relative_to(whole.anchor))
    if any(path == name or path.endswith(f"/{name}") for name in (*places.MANIFESTS, *places.REGISTRIES)):
        return Kind(path, manifest=True) if path.endswith(".json") else None
    syntax = SUFFIXES.get(PurePosixPath(path).suffix.lower())
    belongs = syntax is not None and registry.owners_of_place(syntax, path)
    if belongs and not no_agents and not _is_skill(path):
        return None
    for kind in COMPONENTS:
        at_home = [fmt for fmt in formats.formats_of(kind, registry) if fmt.lies_at(PurePosixPath(path))]
        if at_home:
            found = formats.reader_of(kind, path, "", registry)
            is_there = found is not None and found.lies_at(PurePosixPath(path))
            return Kind(path, found if is_there else _usual(at_home))
    if whole.is_absolute():
        return None  # the folders of a disk say nothing
    told = layout_of("", [path], (), (), registry).place(path)
    kind = told.kind or told.otherwise
    if kind in COMPONENTS and (kind != SKILL or _is_skill(path)) and path.endswith(".md"):
        found = formats.format_of(kind, USUAL)
        return Kind(path, found) if found is not None else None
    return None


def _is_skill(path: str) -> bool:
    return path.rpartition("/")[2].casefold() == places.SKILL.casefold()


def _usual(those: list[formats.AnyFormat]) -> formats.AnyFormat:
    """Of formats of packages the one that most of them are of."""
    return next((fmt for fmt in those if fmt.target == USUAL_PACKAGE), those[0])
