"""What people and machines see of the files that an export, a build or an installation makes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from agentconv.cli.comparing import DIFF_COLORS
from agentconv.cli.findings import diagnostics, left_json, skipped
from agentconv.cli.printing import machine, out, safe, table

if TYPE_CHECKING:
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
    if result.summaries:
        _targets(result.summaries, err=err)
    if result.failed and not result.written:
        counts = Counter(str(d.severity) for d in result.diagnostics)
        what = f"{counts['error']} error(s)"
        if not counts["error"]:
            what = f"{counts['warning']} warning(s), with --strict"
        out(f"agentconv: nothing was written: {safe(what)}", err=True)
    elif result.plan is not None:
        _sum(result.plan, dry=not result.written, err=err)


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
    data["skipped"] = [left_json(left) for left in result.skipped]
    data["superseded"] = [{"path": s.path, "agent": s.agent, "by": s.by} for s in result.superseded]
    return data


# a build


def built(result: BuildResult, folder: str, *, verbose: bool) -> None:
    """Print the targets of a build and its archives."""
    diagnostics(result.diagnostics, verbose=verbose)
    if result.built is not None:
        skipped(result.built.skipped, verbose=verbose)
        if result.written:
            _archives(result.built, folder)
    if not result.written:
        out("agentconv: nothing was built", err=True)


def _archives(found: Built, folder: str) -> None:
    from agentconv.bundle.contents import digest
    from agentconv.export import summaries

    _targets(summaries(found.conversions))
    for name, data in (*sorted(found.archives.items()), *sorted(found.beside.items())):
        out(f"{digest(data)[:12]}  {len(data):>9,}  {safe(os.path.join(folder, name))}")


def build_json(result: BuildResult) -> dict[str, Value]:
    """The machine form of a build."""
    data = machine(not result.failed, result.diagnostics)
    if result.built is not None and result.written:
        for table in ("archives", "beside"):
            data[table] = {**dict(sorted(result.built.lock.tables[table].items()))}
    return data


# a folder


def installed(found: Plan, *, dry: bool) -> None:
    """Print what a plan does, file by file, and in sum."""
    for sign, paths in (
        ("+", [f.path for f, old in found.write if old is None]),
        ("~", [f.path for f, old in found.write if old is not None]),
        ("=", [f.path for f in found.unchanged]),
        ("-", found.remove),
        ("!", [f.path for f in found.kept]),
    ):
        for path in sorted(paths):
            out(f"{sign} {safe(path)}")
    _sum(found, dry=dry)


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
    """Print a table of what became of the fields in each target."""
    from agentconv.diagnostics import Loss

    rows = [["target", "agents", "files", *map(str, Loss)]]
    for item in found:
        counts = [str(item.losses[loss]) for loss in Loss]
        rows.append([item.target, str(item.agents), str(item.files), *counts])
    table(rows, err=err)
