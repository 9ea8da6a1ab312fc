"""What people and machines see of the files that an export, a build or an installation makes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from agentconv.cli.comparing import DIFF_COLORS
from agentconv.cli.findings import diagnostics, left_json, skipped
from agentconv.cli.printing import is_quiet, machine, out, safe, table, width

if TYPE_CHECKING:
    from agentconv.diagnostics import Diagnostic
    from agentconv.export import ExportResult, Summary
    from agentconv.folder.plan import Plan, Wanted
    from agentconv.model.agent import Value
    from agentconv.release.built import Built
    from agentconv.release.run import BuildResult


# an export


def exported(result: ExportResult, *, verbose: bool, show_diff: bool, err: bool) -> None:
    """Print what became of the agents, target by target, and what was done in the folder."""
    skipped(result.skipped, verbose=verbose)
    diagnostics(result.diagnostics, verbose=verbose)
    if show_diff and result.plan is not None:
        _diff(result.plan)
    unwritten = {"unwritable", "record-broken"}.intersection(d.code for d in result.diagnostics)
    if result.summaries and not unwritten and not is_quiet():
        _targets(result.summaries, err=err)
    if result.failed and not result.written:
        out(f"agentconv: nothing was written: {safe(_reason(result.diagnostics))}", err=True)
    elif result.plan is not None:
        if result.stale and not show_diff:
            _stale(result.plan, verbose=verbose)
        if not is_quiet():
            _sum(result.plan, dry=not result.written, err=err)


def _reason(found: Iterable[Diagnostic]) -> str:
    """Why a run stopped: what it found, and by which option that counts."""
    counts = Counter(str(d.severity) for d in found)
    if counts["error"]:
        return f"{counts['error']} error(s)"
    return f"{counts['warning']} warning(s), with --strict" if counts["warning"] else "see above"


_MOST_STALE = 10
"""So many files that are not up to date are named without --verbose."""


def _stale(plan: Plan, *, verbose: bool) -> None:
    """Say on standard error which files are not what the sources give, and what to do."""
    lines = [f"{sign} {path}" for sign, paths in _signed(plan) for path in paths if sign != "="]
    shown = lines if verbose else lines[:_MOST_STALE]
    for line in shown:
        out(safe(line), err=True)
    if len(lines) > len(shown):
        out(f"and {len(lines) - len(shown)} more (--verbose names them)", err=True)
    if plan.write or plan.remove:
        out("    hint: run the same command without --check, and commit what it writes", err=True)


def single_file(result: ExportResult) -> bytes:
    """The one file of a result. Raises `UsageError` when there are several."""
    files = [f for c in result.conversions for f in c.files if not f.is_index]
    if len(files) > 1:
        raise click.UsageError(f"-o - prints one file, and there are {len(files)}")
    return files[0].text.encode() if files else b""


def export_json(result: ExportResult) -> dict[str, Value]:
    """The machine form of an export's result."""
    data = machine(result.ok, result.diagnostics) | {"written": [], "unchanged": []}
    if (plan := result.plan) is not None:
        data["written"] = [_file_json(f) for f, _ in plan.write]
        data["unchanged"] = [_file_json(f) for f in plan.unchanged]
        if plan.remove:
            data["removed"] = [*plan.remove]
        if plan.kept:
            data["kept"] = [_file_json(f) for f in plan.kept]
        if not result.written:
            data["dry"] = True
    data |= _components_json(result.summaries)
    data["skipped"] = [left_json(left) for left in result.skipped]
    data["superseded"] = [{"path": s.path, "agent": s.agent, "by": s.by} for s in result.superseded]
    return data


# a build


def built(result: BuildResult, folder: str, *, verbose: bool) -> None:
    """Print the targets of a build and its archives."""
    diagnostics(result.diagnostics, verbose=verbose)
    if result.built is not None:
        skipped(result.built.skipped, verbose=verbose)
        if result.written and not is_quiet():
            _archives(result.built, folder)
    if not result.written:
        out(f"agentconv: nothing was built: {safe(_reason(result.diagnostics))}", err=True)


def _archives(found: Built, folder: str) -> None:
    from agentconv.bundle.contents import digest
    from agentconv.export import summaries

    _targets(summaries(found.conversions))
    lines = [(name, made.sha256, made.size) for name, made in sorted(found.archives.made.items())]
    lines += [(name, digest(data), len(data)) for name, data in sorted(found.beside.items())]
    for name, sha256, count in lines:
        out(f"{sha256[:12]}  {count:>9,}  {safe(os.path.join(folder, name))}")


def build_json(result: BuildResult) -> dict[str, Value]:
    """The machine form of a build."""
    from agentconv.export import summaries

    data = machine(not result.failed, result.diagnostics)
    if result.built is not None and result.written:
        for table in ("archives", "beside"):
            data[table] = {**dict(sorted(result.built.lock.tables[table].items()))}
        data |= _components_json(summaries(result.built.conversions))
    return data


# a folder


def installed(found: Plan, *, dry: bool) -> None:
    """Print what a plan does, file by file, and in sum."""
    if is_quiet():
        return
    for sign, paths in _signed(found):
        for path in paths:
            out(f"{sign} {safe(path)}")
    _sum(found, dry=dry)


def _signed(found: Plan) -> list[tuple[str, list[str]]]:
    """The files of a plan under a sign for what becomes of them: new, changed, the same, gone, kept."""
    return [
        ("+", sorted(f.path for f, old in found.write if old is None)),
        ("~", sorted(f.path for f, old in found.write if old is not None)),
        ("=", sorted(f.path for f in found.unchanged)),
        ("-", sorted(found.remove)),
        ("!", sorted(f.path for f in found.kept)),
    ]


def plan_json(found: Plan, *, dry: bool) -> dict[str, Value]:
    """What a plan does, for machines."""
    data: dict[str, Value] = {
        "written": [_file_json(f) for f, _ in found.write],
        "unchanged": [_file_json(f) for f in found.unchanged],
        "kept": [_file_json(f) for f in found.kept],
        "removed": [*found.remove],
    }
    if dry:
        data["dry"] = True
    return data


def _sum(plan: Plan, *, dry: bool, err: bool = False) -> None:
    """Print how many files of a folder are written, unchanged, kept and removed."""
    written, removed = ("to write", "to remove") if dry else ("written", "removed")
    counts = (
        (len(plan.write), written),
        (len(plan.unchanged), "unchanged"),
        (len(plan.kept), "kept"),
        (len(plan.remove), removed),
    )
    what = ", ".join(f"{n} {word}" for n, word in counts if n) or "nothing to do"
    out(f"{safe(plan.out.as_posix())}: {what}", err=err)


def _diff(plan: Plan) -> None:
    """Print on standard output what a plan would change."""
    from agentconv.folder.plan import differences

    for line in differences(plan):
        out(click.style(safe(line.rstrip("\n")), fg=DIFF_COLORS.get(line[:1])))


def _file_json(file: Wanted) -> Value:
    facts: dict[str, Value] = {"target": file.target, "files": [file.path], "sha256": file.sha256}
    if len(file.agents) == 1:
        facts = {"agent": file.agents[0], **facts}
    if len(file.sources) == 1:
        facts["source"] = file.sources[0]
    elif file.sources:
        facts["source"] = [*file.sources]
    return facts


# both


def _targets(found: Iterable[Summary], *, err: bool = False) -> None:
    """Print a table of what became of the fields in each target; of what no target has it says nothing."""
    from agentconv.diagnostics import Loss
    from agentconv.model.components import KINDS

    found = [*found]
    kinds = [kind for kind in KINDS if any(kind in item.components for item in found)]
    losses = [loss for loss in Loss if any(item.losses[loss] for item in found)]
    rows = [["target", "agents", *(f"{kind}s" for kind in kinds), "files", *map(str, losses)]]
    for item in found:
        those = [str(item.components.get(kind, 0)) for kind in kinds]
        counts = [str(item.losses[loss]) for loss in losses]
        rows.append([item.target, str(item.agents), *those, str(item.files), *counts])
    room = width()
    if room is None or room >= sum(max(map(len, column)) + 2 for column in zip(*rows, strict=True)) - 2:
        table(rows, err=err)
        return
    for row in rows[1:]:  # too narrow for a table
        facts = zip(rows[0][1:], row[1:], strict=True)
        said = [_as_said(count, name) for name, count in facts if count != "0"]
        out(safe(f"{row[0]}: {', '.join(said)}"), err=err)


def _as_said(count: str, heading: str) -> str:
    """A number with the heading of its column: `1 agent`."""
    return f"{count} {heading.removesuffix('s')}" if count == "1" else f"{count} {heading}"


def _components_json(found: Iterable[Summary]) -> dict[str, Value]:
    """How many skills, commands and so on each target has, where there are any."""
    counts: dict[str, Value] = {item.target: {**item.components} for item in found if item.components}
    return {"components": counts} if counts else {}
