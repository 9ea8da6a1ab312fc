"""Files that were named themselves and are no agents: what they are, by the places where they lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from agentconv.diagnostics import Report
from agentconv.formats.components import COMPONENTS
from agentconv.host import components as formats
from agentconv.host import places
from agentconv.host.registry import Registry
from agentconv.model.components import COMMAND, KINDS, SKILL
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
    if kinds := _kinds_at(whole, below, registry):
        return kinds[0]
    if whole.is_absolute():
        return ""
    told = layout_of("", [below], (), (), registry).place(below)
    kind = told.kind or told.otherwise
    return kind if kind in COMPONENTS else ""


def _kinds_at(whole: PurePosixPath, below: str, registry: Registry) -> list[str]:
    """The kinds of which some tool looks for one there; a file of settings may hold several."""
    found = []
    for kind in COMPONENTS:
        those = (f for f in formats.formats_of(kind, registry) if not (whole.is_absolute() and f.is_package))
        if any(fmt.lies_at(PurePosixPath(below)) for fmt in those):
            found.append(kind)
    return found


def below_project(path: str) -> str:
    """The part of a named file's path that a tool goes by: from its project's folder on.

    Only the file is known, so that the nearest folder in which some tool would look for it there is that.
    """
    parts = PurePosixPath(path).parts
    starts = [i for i, part in enumerate(parts[:-1]) if part in places.VENDOR_FOLDERS]
    for start in (*starts, *range(len(parts) - 1, -1, -1)):
        end = PurePosixPath(*parts[start:]).as_posix()
        if any(fmt.is_place(end) for kind in COMPONENTS for fmt in formats.formats_of(kind)):
            return end
    return path


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


def left_named(
    files: Iterable[Found], registry: Registry, report: Report, kinds: Collection[str] = (*KINDS, MANIFEST)
) -> list[Left]:
    """The files that were named and are no agents, but of another kind that is wanted: that is no error then.

    Of one that nobody asked for, the error says what it is.
    """
    wrong = {d.path for d in report.diagnostics if d.code in NO_AGENT}
    left = []
    for one in files:
        if not one.named or one.shown not in wrong or one.shown == STANDARD_INPUT:
            continue
        if not (kind := kind_of(one.shown, registry)):
            continue
        report.take_back({one.shown}, NO_AGENT)
        whole = PurePosixPath(one.shown)
        several = _kinds_at(whole, str(whole.relative_to(whole.anchor)), registry) or [kind]
        if not {*several}.isdisjoint(kinds):
            left.append(Left(one.shown, "its place says so", kind))
            continue
        what, hint = "this file describes a package, and is none of what is in it", "name its folder"
        if kind != MANIFEST:
            what = f"this file is a {' or '.join(several)}, and {asked_for(kinds)} were asked for"
            hint = f"--kinds {','.join(f'{k}s' for k in several)} takes it; --from takes it for an agent"
        report.add("not-an-agent", what, path=one.shown, hint=hint)
    return left


def asked_for(kinds: Collection[str]) -> str:
    """The kinds that were asked for, as people say them: `agents and skills`."""
    named = [f"{kind}s" for kind in KINDS if kind in kinds]
    return " and ".join(part for part in (", ".join(named[:-1]), named[-1]) if part)
