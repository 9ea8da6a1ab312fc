"""What a run would change in an output folder: only what agentconv owns, nothing outside, no links followed.

A plan is made by looking; `apply` carries it out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import Problem, WrongType
from agentconv.folder import record
from agentconv.folder.entries import WantedEntry, with_entries
from agentconv.folder.planned import Leaving, Plan, Wanted, blocked, blocked_folder, join
from agentconv.folder.record import Entry, Record
from agentconv.folder.splicing import splice
from agentconv.folder.staging import Staged, There, content, look

__all__ = ["Plan", "Wanted", "WantedEntry", "blocked_folder", "differences", "plan", "removal"]


def plan(
    wanted: Sequence[Wanted],
    out: Path,
    targets: Iterable[str],
    read: Sequence[str],
    report: Report,
    *,
    force: bool = False,
    whole: bool = False,
    entries: Sequence[WantedEntry] = (),
) -> Plan | None:
    """What to do so that `out` holds the wanted files and entries; None when an error stands against it.

    `read` are the sources that were read in this run: outputs of theirs that are not wanted any more are
    removed, as are those of sources that no longer exist, for the given targets, unless edited. `whole`
    says that nothing else is wanted for the targets: what has no source goes, too.
    """
    try:
        known = record.load(out)
    except (WrongType, OSError) as error:
        hint = "delete it, or restore it: without it no file can be told from your own"
        what = f"the record of written files cannot be read: {error}"
        report.add("record-broken", what, path=join(out, record.NAME), hint=hint)
        return None
    result = Plan(out, os.path.realpath(out), known, _copy(known))
    errors = len(report.errors())
    if os.path.lexists(out) and not out.is_dir():
        report.add("unwritable", "the output folder is a file", path=out.as_posix())
        return None
    wanted_paths = {f.path for f in wanted}
    inside = [entry for entry in entries if entry.path in wanted_paths]
    for file in wanted:
        _place(_with_entries(file, inside, out, report), result, report, force)
    leaving = Leaving(frozenset(targets), frozenset(result.relative_to_base(read)), whole)
    _stale(result, leaving, wanted_paths, report)
    splice(
        [entry for entry in entries if entry.path not in wanted_paths], result, leaving, report, force=force
    )
    return None if len(report.errors()) > errors else result


def _copy(known: Record) -> Record:
    return Record(
        dict(known.files),
        folders=known.folders,
        bundles=dict(known.bundles),
        entries=dict(known.entries),
    )


def removal(out: Path, known: Record, target: str, report: Report) -> Plan:
    """A plan that takes out everything the record lists for a target, but for what was edited since."""
    result = Plan(out, os.path.realpath(out), known, _copy(known))
    for path, entry in known.files.items():
        if entry.target != target or blocked(out, path, result.folders):
            continue
        old = look(out / path)
        if old is not None and old != entry.sha256:
            what = "edited since agentconv wrote it, so it is kept"
            report.add("kept-edited", what, path=join(out, path), hint="delete it yourself")
        elif old is not None:
            result.remove.append(path)
        del result.after.files[path]
    splice([], result, Leaving(frozenset({target}), frozenset(), whole=True, everything=True), report)
    result.after.bundles.pop(target, None)
    return result


def _with_entries(file: Wanted, entries: Sequence[WantedEntry], out: Path, report: Report) -> Wanted:
    """A file that is written whole, with the entries that belong into it."""
    mine = [entry for entry in entries if entry.path == file.path]
    if not mine:
        return file
    sources = (*file.sources, *(source for entry in mine for source in entry.sources))
    try:
        text = with_entries(_data(file, out).decode(), mine)
    except Problem as problem:
        report.add_problem(problem, path=join(out, file.path))
        return file
    return replace(file, content=text, sources=tuple(dict.fromkeys(sources)))


def _data(file: Wanted, out: Path) -> bytes:
    """What a file is to hold, also when that waits elsewhere, or is there already."""
    if isinstance(file.content, Staged) and file.content.data is None:
        found = content(file.content.file or out / file.path)
        if isinstance(found, bytes):
            return found
    return file.data


def _place(file: Wanted, plan: Plan, report: Report, force: bool) -> None:
    if why := blocked(plan.out, file.path, plan.folders):
        report.add("unwritable", why, path=join(plan.out, file.path))
        return
    sources = plan.relative_to_base(file.sources)
    entry = Entry(file.sha256, file.target, tuple(sorted(sources)))
    old = file.content.seen if isinstance(file.content, Staged) else look(f"{plan.out}/{file.path}")
    known = plan.known.files.get(file.path)
    other = known is not None and record.another(known.target, file.target)
    if old is There.FOLDER:
        report.add("unwritable", "a folder is in the way", path=join(plan.out, file.path))
    elif old == file.sha256:
        plan.unchanged.append(file)
        if not (other and not force) and file.path not in sources and plan.known.owns(file.path, file.sha256):
            plan.after.files[file.path] = entry  # else it is somebody's own, which says the same
    elif old is not None and not force and (other or not plan.known.owns(file.path, old)):
        code, what = "kept-foreign", "not written by agentconv"
        if known is not None:
            code, what = "kept-edited", "edited since agentconv wrote it"
            if other and known.sha256 == old:
                code, what = "kept-owned", f"it belongs to {record.owner_text(known.target)}"
        hint = "--force replaces it; --diff shows the difference"
        report.add(code, f"{what}, so it is kept", path=join(plan.out, file.path), hint=hint)
        plan.kept.append(file)
    else:
        plan.write.append((file, old))
        plan.after.files[file.path] = entry


def _stale(plan: Plan, leaving: Leaving, wanted: set[str], report: Report) -> None:
    for path, entry in plan.known.files.items():
        if path in wanted or not leaving.has(entry, plan.out) or blocked(plan.out, path, plan.folders):
            continue
        old = look(plan.out / path)
        if old is There.UNREADABLE:
            continue  # it may be read again in another run
        if old is not None and old != entry.sha256:
            what = "its source is gone, but it was edited since agentconv wrote it, so it is kept"
            report.add("kept-edited", what, path=join(plan.out, path), hint="delete it yourself")
        elif old is not None:
            plan.remove.append(path)
        del plan.after.files[path]


def differences(plan: Plan) -> Iterator[str]:
    """Lines of a unified diff of what a plan would change."""
    import difflib

    wanted: dict[str, bytes] = {
        **{f.path: f.data for f in (*(f for f, _ in plan.write), *plan.kept)},
        **dict.fromkeys(plan.remove, b""),
    }
    for path, new in sorted(wanted.items()):
        there = content(plan.out / path)
        old = there.encode() if isinstance(there, There) else there or b""
        before = old.decode("utf-8", "replace").splitlines(keepends=True)
        after = new.decode("utf-8", "replace").splitlines(keepends=True)
        start = f"a/{path}" if old else "/dev/null"
        end = f"b/{path}" if new else "/dev/null"
        for line in difflib.unified_diff(before, after, start, end):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
