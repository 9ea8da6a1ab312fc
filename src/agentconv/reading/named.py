"""Files that were named themselves and are no agents: what they are, by the places where they lie."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from agentconv.diagnostics import Report
from agentconv.formats.components import COMPONENTS
from agentconv.host import components as formats
from agentconv.host import places
from agentconv.host.registry import Registry
from agentconv.model.components import COMMAND, SKILL
from agentconv.reading.finding import STANDARD_INPUT, Found
from agentconv.reading.kinds import layout_of
from agentconv.reading.left import Left

MANIFEST = "manifest"
NO_AGENT = frozenset({"not-an-agent"})


def kind_of(path: str, registry: Registry) -> str:
    """The kind of a file by its place, as `agentconv.model.components` calls it; empty for none of them.

    `manifest` for what describes packages. The folders of a disk say nothing: of an absolute path only the
    places of tools count.
    """
    whole = PurePosixPath(path)
    below = str(whole.relative_to(whole.anchor))
    if any(f"/{below}".endswith(f"/{name}") for name in (*places.MANIFESTS, *places.REGISTRIES)):
        return MANIFEST
    for kind in COMPONENTS:
        those = (f for f in formats.formats_of(kind, registry) if not (whole.is_absolute() and f.is_package))
        if any(fmt.lies_at(PurePosixPath(below)) for fmt in those):
            return kind
    if whole.is_absolute():
        return ""
    told = layout_of("", [below], (), (), registry).place(below)
    kind = told.kind or told.otherwise
    return kind if kind in COMPONENTS else ""


def parts_named(files: Iterable[Found], registry: Registry) -> tuple[list[Found], list[Left]]:
    """The files that may be agents, and those that were named and lie where commands or skills do.

    These say of themselves what an agent does, a name and a description: in a folder their place tells, and
    so it does for one that was named.
    """
    rest, parts = [], []
    for one in files:
        kind = kind_of(one.shown, registry) if one.named and one.shown != STANDARD_INPUT else ""
        if kind in {COMMAND, SKILL}:
            parts.append(Left(one.shown, "its place says so", kind))
        else:
            rest.append(one)
    return rest, parts


def left_named(files: Iterable[Found], registry: Registry, report: Report) -> list[Left]:
    """The files that were named and are no agents, but of another kind: that is no error then."""
    wrong = {d.path for d in report.diagnostics if d.code in NO_AGENT}
    found = [
        Left(one.shown, "its place says so", kind)
        for one in files
        if one.named and one.shown in wrong and one.shown != STANDARD_INPUT
        if (kind := kind_of(one.shown, registry))
    ]
    report.take_back({one.path for one in found}, NO_AGENT)
    return found
