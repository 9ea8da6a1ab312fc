"""Putting a bundle's files into a project, and taking them out again: by hash, nothing that was edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.bundle import contents
from agentconv.diagnostics import Report
from agentconv.errors import Problem, UsageError, WrongType
from agentconv.folder import apply, record, working
from agentconv.folder.plan import Plan, Wanted, WantedEntry, plan, removal
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.component import ComponentFile
from agentconv.kit.format import PROJECT, USER, Format
from agentconv.model.versions import version_key
from agentconv.release import selection
from agentconv.release.attested import Asked, open_attested
from agentconv.release.proof import components_of, entries_of_some, prove, recipe_of
from agentconv.writing.components import Placed


@frozen
class InstallRequest:
    """Which files of which bundle to put where, or to take out again."""

    bundle: str
    target: str
    into: Path
    scope: str = PROJECT
    uninstall: bool = False
    dry: bool = False
    """Plan, but write nothing."""
    force: bool = False
    asked: Asked = field(default_factory=Asked)
    """What the bundle is held against first."""
    agents: tuple[str, ...] = ()
    """The agents to install beside those that are there, or to take out; all when empty."""


def run(request: InstallRequest, registry: Registry, report: Report) -> Plan | None:
    """Install or uninstall what a bundle holds for a target; None when the report says why not.

    The bundle is verified first. Raises `UsageError` for an unknown format, or one that it does not hold.
    """
    request.asked.check()
    fmt, into = registry.get(request.target), request.into
    try:
        index, entries = open_attested(Path(request.bundle), request.asked, report)
        if not into.is_dir():
            hint = "make it first: a bundle goes into a project, or a home folder, that is there"
            report.add("not-found", "there is no such folder", path=into.as_posix(), hint=hint)
            return None
        target = _target(registry.word(request.target), fmt, index, registry)
        if request.uninstall and not request.agents:
            with working.locked(into):
                return uninstall(index["name"], target, into, report, dry=request.dry)
        # Other targets, too: a bundle with something planted anywhere is not one to take anything of.
        prove(index, entries, registry, only={target, *registry.targets()})
        with working.locked(into):
            some = _afterwards(request, index, (target, fmt)) if request.agents else None
            along = components_of(some, target, index, entries, registry)
            theirs = along
            if request.scope == USER:
                theirs = components_of(some, target, index, entries, registry, USER)
            if some is not None:
                entries = entries_of_some(some, target, index, entries, registry)
            files, inside = wanted(index, entries, (target, fmt), request.scope, (along, theirs))
            whose = record.owner_of(index["name"], target)
            version = index["bundle_version"]
            return install(
                files, whose, version, into, report, entries=inside, force=request.force, dry=request.dry
            )
    except Problem as problem:
        report.add_problem(problem, path=request.bundle)
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=request.bundle)
    return None


def _target(word: str, fmt: Format, index: Mapping[str, Any], registry: Registry) -> str:
    """What a bundle calls the target that a word means: itself, or its format where that was told as much."""
    told = recipe_of(index, fmt.name).get("settings")
    same = isinstance(told, dict) and registry.writer(registry.get(fmt.name), told) is fmt
    return fmt.name if word not in index["targets"] and same else word


def _afterwards(request: InstallRequest, index: Mapping[str, Any], of: tuple[str, Format]) -> set[str]:
    """The agents of a bundle that are to be there when some are put in or taken out."""
    try:
        known = record.load(request.into)
    except WrongType:  # which the plan tells of
        known = record.Record()
    found = selection.Selection(index, *of, lambda path: place_of(path, of[1], request.scope))
    found.check(request.agents)
    there = found.there(known, request.into)
    return there - {*request.agents} if request.uninstall else there | {*request.agents}


def wanted(
    index: Mapping[str, Any],
    entries: Mapping[str, bytes],
    of: tuple[str, Format],
    scope: str,
    along: tuple[Sequence[Placed], Sequence[Placed]],
) -> tuple[list[Wanted], list[WantedEntry]]:
    """The files of a target as they are to lie in a project, and what goes into those of its user.

    `along` is what goes with the agents: as it lies in the bundle, and as it is to lie. Raises `UsageError`
    when the target is not there.
    """
    target, fmt = of
    if target not in index["targets"]:
        there = ", ".join(index["targets"])
        raise UsageError(f"the bundle holds no files for {target!r}; it has {there}")
    prefix, owner = f"{contents.TARGETS}/{target}/", record.owner_of(index["name"], target)
    bundled, theirs = along
    aside = {one.written.path for one in bundled}
    here = {path.removeprefix(prefix): data for path, data in entries.items() if path.startswith(prefix)}
    files = [
        Wanted(place_of(path, fmt, scope), data, owner)
        for path, data in sorted(here.items())
        if path not in aside
    ]
    inside: list[WantedEntry] = []
    for written in (one.written for one in theirs):
        if isinstance(written, ComponentFile):
            files.append(Wanted(written.path, written.data, owner, executable=written.executable))
        else:
            where = (written.path, written.syntax, written.keys, written.value)
            inside.append(WantedEntry(*where, owner, instead=written.instead))
    return files, inside


def place_of(path: str, fmt: Format, scope: str) -> str:
    """Where a project's file lies below a home folder, if that is what is wanted."""
    if scope != USER:
        return path
    if not fmt.user_paths:
        raise UsageError(f"the format {fmt.name!r} has no folder for all projects of a user")
    here, there = (place.partition("*")[0] for place in (fmt.paths[0], fmt.user_paths[0]))
    return there + path.removeprefix(here) if path.startswith(here) else path


def install(
    files: list[Wanted],
    owner: str,
    version: str,
    into: Path,
    report: Report,
    *,
    entries: Sequence[WantedEntry] = (),
    force: bool = False,
    dry: bool = False,
) -> Plan | None:
    """Write a bundle's files into a project, and take out what its last release had and this one has not.

    Nothing that somebody else's file is in the way of is written; an older release than the one that is
    there goes in by force alone.
    """
    made = plan(files, into, [owner], [], report, force=force, whole=True, entries=entries)
    if made is None:
        return None
    there = made.known.bundles.get(owner)
    if there is not None and not force and _older(version, there):
        what = f"{version} is older than {there}, which is installed"
        report.add("older-release", what, path=into.as_posix(), hint="--force installs it nevertheless")
        return None
    inside = (entry for file in made.after.entries.values() for entry in file.owned.values())
    if any(entry.target == owner for entry in (*made.after.files.values(), *inside)):
        made.after.bundles[owner] = version
    else:
        made.after.bundles.pop(owner, None)
    if dry:
        return made
    return made if apply.carry_out(made, report) else None


def _older(version: str, there: str) -> bool:
    new, old = version_key(version), version_key(there)
    return new is not None and old is not None and new < old


def uninstall(name: str, target: str, into: Path, report: Report, *, dry: bool = False) -> Plan | None:
    """Take out what a bundle brought, but not what was edited since."""
    try:
        known = record.load(into)
    except WrongType as error:
        report.add("record-broken", str(error), path=(into / record.NAME).as_posix())
        return None
    made = removal(into, known, record.owner_of(name, target), report)
    if dry:
        return made
    return made if apply.carry_out(made, report) else None
