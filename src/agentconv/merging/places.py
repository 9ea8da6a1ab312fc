"""What a file is that is merged, by the place where it lies."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from agentconv.containers import SUFFIXES, container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem, SyntaxProblem
from agentconv.formats.components import COMPONENTS, USUAL, USUAL_PACKAGE
from agentconv.frozen import frozen
from agentconv.host import components as formats
from agentconv.host import places
from agentconv.host.registry import Registry
from agentconv.kit.component import ComponentFormat, ComponentReading, Material
from agentconv.kit.component_trees import syntax_of, tree_in
from agentconv.model.components import SKILL, Component, File
from agentconv.reading.named import kind_of
from agentconv.text.source import Source


@frozen
class Kind:
    """What a file is."""

    path: str
    """Where such a file lies; `/` between folders."""
    format: ComponentFormat[Any] | None = None
    """In which it is read; None for a manifest or a list of packages."""
    manifest: bool = False

    @property
    def syntax(self) -> str:
        """The syntax of its text."""
        return "json" if self.format is None else syntax_of(self.format)

    def tree(self, text: str) -> Tree | None:
        """What a text says; None for one that cannot be read."""
        source = Source(self.path, text)
        if self.format is not None:
            return tree_in(self.format, self.path, source)
        try:
            return container("json").read(source)
        except (SyntaxProblem, NotAnAgent):
            return None  # then the lines are merged

    def components(self, text: str) -> dict[str, Component]:
        """What a text holds, by name; nothing where it cannot be read."""
        if self.format is None:
            return {}
        file = File(self.path.rpartition("/")[2], text.encode("utf-8", "surrogatepass"))
        try:
            found = self.format.read(Material(self.path, (file,)), ComponentReading(Report()))
        except Problem:
            return {}  # what is wrong with it is told where it is checked
        return {one.name: one for one in found}


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
    kind = kind_of(str(whole), registry)
    if kind not in COMPONENTS or (kind == SKILL and not _is_skill(path)):
        return None
    at_home = [fmt for fmt in formats.formats_of(kind, registry) if fmt.lies_at(PurePosixPath(path))]
    if at_home:
        found = formats.reader_of(kind, path, "", registry)
        is_there = found is not None and found.lies_at(PurePosixPath(path))
        return Kind(path, found if is_there else _usual(at_home))
    return Kind(path, formats.format_of(kind, USUAL)) if path.endswith(".md") else None


def _is_skill(path: str) -> bool:
    return path.rpartition("/")[2].casefold() == places.SKILL.casefold()


def _usual(those: list[formats.AnyFormat]) -> formats.AnyFormat:
    """Of formats of packages the one that most of them are of."""
    return next((fmt for fmt in those if fmt.target == USUAL_PACKAGE), those[0])
