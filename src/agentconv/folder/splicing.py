"""The part of a plan that is about entries in files which hold other settings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.entries import Kept, Splicing, WantedEntry, agreed, digest, shown, splicing
from agentconv.folder.planned import Leaving, Plan, Wanted, blocked, join
from agentconv.folder.record import Entry, owner_text
from agentconv.folder.staging import Seen, There, content
from agentconv.text.source import decode


def splice(
    wanted: Sequence[WantedEntry], plan: Plan, leaving: Leaving, report: Report, *, force: bool = False
) -> None:
    """Plan what becomes of all entries of ours: those that are wanted, and those that are there."""
    files: dict[str, list[WantedEntry]] = {path: [] for path in (*plan.known.entries, *plan.known.coming)}
    for entry in (_placed(entry, plan) for entry in wanted):
        files.setdefault(entry.path, []).append(entry)
    for path, mine in files.items():
        try:
            _splice(path, mine, plan, leaving, report, force=force)
        except Problem as problem:
            if mine:
                report.add_problem(problem, path=join(plan.out, path))
            else:
                what = f"cannot be read ({problem.message}), so what agentconv wrote into it stays"
                report.add(
                    "kept-edited", what, path=join(plan.out, path), hint="repair it, and run this again"
                )


def _placed(entry: WantedEntry, plan: Plan) -> WantedEntry:
    """An entry in the file that is there, of those that hold the same settings."""
    if not entry.instead or os.path.lexists(plan.out / entry.path):
        return entry
    there = next((path for path in entry.instead if os.path.lexists(plan.out / path)), None)
    return entry if there is None else replace(entry, path=there)


def _splice(
    path: str, wanted: list[WantedEntry], plan: Plan, leaving: Leaving, report: Report, *, force: bool
) -> None:
    text, seen = _text(path, plan)
    found = splicing(text, wanted[0].syntax if wanted else "", path, plan.known, seen)
    plan.known.coming.pop(path, None)
    if path in plan.known.entries or found.owned:
        plan.known.entries[path] = plan.after.entries[path] = found.state
    if path in plan.after.files:
        plan.after.entries.pop(path, None)
        if wanted:
            owner = owner_text(plan.after.files[path].target)
            what = f"it belongs to {owner} as a whole, so no entry is put into it"
            report.add("kept-owned", what, path=join(plan.out, path))
        return
    wanted = agreed(wanted)
    for entry in wanted:
        found.put(entry.keys, entry.value, _owned(entry, plan), force=force)
    here = {entry.keys for entry in wanted}
    for keys in [k for k, owned in found.owned.items() if k not in here and leaving.has(owned, plan.out)]:
        found.take(keys, "" if leaving.everything else "its source is gone, but it was ")
    _tell(path, found.kept, plan, report)
    _planned(path, wanted, found, text, seen, plan)


def _planned(
    path: str,
    wanted: Sequence[WantedEntry],
    found: Splicing,
    before: str | None,
    seen: Seen,
    plan: Plan,
) -> None:
    """Have the plan write, remove or leave a file."""
    plan.after.entries.pop(path, None)
    if found.owned:
        plan.after.entries[path] = found.state
    was = plan.known.entries[path].owned.values() if path in plan.known.entries else ()
    target = next((entry.target for entry in (*wanted, *was)), "")
    if found.refused:
        plan.kept.append(Wanted(path, found.forced, target))
    if found.text is None and before is not None:
        plan.remove.append(path)
    elif found.text is not None and found.text != before:
        sources = dict.fromkeys(source for entry in wanted for source in entry.sources)
        plan.write.append((Wanted(path, found.text, target, sources=tuple(sources)), seen))
    else:
        if wanted and not found.refused and before is not None:
            plan.unchanged.append(Wanted(path, before, target))
        return
    plan.spliced[path] = seen


def _text(path: str, plan: Plan) -> tuple[str | None, Seen]:
    """What a file holds, and how the plan saw it. Raises `Problem` for what is no text."""
    if why := blocked(plan.out, path, plan.folders):
        raise Problem("unwritable", why)
    there = content(plan.out / path)
    if there is There.FOLDER:
        raise Problem("unwritable", "a folder is in the way")
    if isinstance(there, There):
        raise Problem("unwritable", "a link or something else that is not followed, or that cannot be read")
    if there is None:
        return None, None
    seen = sha256(there).hexdigest()
    if path in plan.remove:  # it was ours as a whole, and goes: what is there now does not count
        plan.remove.remove(path)
        return None, seen
    return decode(there), seen


def _owned(entry: WantedEntry, plan: Plan) -> Entry:
    return Entry(digest(entry.value), entry.target, tuple(sorted(plan.relative_to_base(entry.sources))))


def _tell(path: str, kept: Iterable[Kept], plan: Plan, report: Report) -> None:
    for one in kept:
        what = f"{shown(one.keys)}: {one.why}, so it is kept"
        report.add(one.code, what, path=join(plan.out, path), hint=one.hint)
