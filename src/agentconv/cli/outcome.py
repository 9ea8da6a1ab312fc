"""What people and machines see of the files that an export, a build or an installation makes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from agentconv.cli.printing import machine, out, safe, table

if TYPE_CHECKING:
    from agentconv.export import Result
    from agentconv.folder.plan import Plan, Wanted
    from agentconv.release.built import Built


def summary(result: Result, *, err: bool = False) -> None:
    """Print what became of the agents, target by target, and what was done in the folder."""
    from agentconv.diagnostics import Loss
    from agentconv.export import summaries

    found = summaries(result)
    if found:
        rows = [["target", "agents", "files", *map(str, Loss)]]
        for item in found:
            counts = [str(item.losses[loss]) for loss in Loss]
            rows.append([item.target, str(item.agents), str(item.files), *counts])
        table(rows, err=err)
    bad = Counter(str(d.severity) for d in result.diagnostics)
    if result.failed and not result.written:
        what = f"{bad['error']} error(s)" if bad["error"] else f"{bad['warning']} warning(s), with --strict"
        out(f"agentconv: nothing was written: {what}", err=True)
        return
    if (plan := result.plan) is None:
        return
    out(f"{safe(plan.out.as_posix())}: {_counts(plan, dry=not result.written)}", err=err)


def _counts(plan: Plan, *, dry: bool) -> str:
    words = ("to write", "to remove") if dry else ("written", "removed")
    counts = [(len(plan.write), words[0]), (len(plan.unchanged), "unchanged"), (len(plan.kept), "kept")]
    counts.append((len(plan.remove), words[1]))
    return ", ".join(f"{n} {word}" for n, word in counts if n) or "nothing to do"


def single_file(result: Result) -> bytes:
    """The one file of a result. Raises `UsageError` when there are several."""
    files = [f for c in result.conversions for f in c.files if not f.is_index]
    if len(files) > 1:
        raise click.UsageError(f"-o - prints one file, and there are {len(files)}")
    return files[0].text.encode() if files else b""


def diff(plan: Plan) -> None:
    """Print on standard output what a plan would change."""
    from agentconv.folder.plan import differences

    for line in differences(plan):
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        out(click.style(safe(line.rstrip("\n")), fg=color))


def plan(found: Plan, *, dry: bool = False) -> None:
    """Print what a plan does, file by file, and in sum."""
    for sign, paths in (
        ("+", [f.path for f, _ in found.write]),
        ("=", [f.path for f in found.unchanged]),
        ("-", list(found.remove)),
        ("!", [f.path for f in found.kept]),
    ):
        for path in sorted(paths):
            out(f"{sign} {safe(path)}")
    out(f"{safe(found.out.as_posix())}: {_counts(found, dry=dry)}")


def built(found: Built, folder: str) -> None:
    """Print the targets of a build and its archives."""
    from agentconv.bundle.contents import digest
    from agentconv.diagnostics import Loss

    rows = [["target", "agents", "files", *map(str, Loss)]]
    for conversion in found.conversions:
        counts = Counter(d.loss for d in conversion.diagnostics if d.loss)
        rows.append(
            [
                conversion.target,
                str(conversion.agents),
                str(len(conversion.files)),
                *(str(counts.get(loss, 0)) for loss in Loss),
            ]
        )
    table(rows)
    for name, data in (*sorted(found.archives.items()), *sorted(found.beside.items())):
        out(f"{digest(data)[:12]}  {len(data):>9,}  {safe(os.path.join(folder, name))}")


def result_json(result: Result) -> dict[str, Any]:
    """The machine form of an export's result."""
    data = machine(result.ok, result.diagnostics) | {"written": [], "unchanged": []}
    if (plan := result.plan) is not None:
        files = {"written": [f for f, _ in plan.write], "unchanged": plan.unchanged}
        for key, items in files.items():
            data[key] = [_file_json(f) for f in items]
        if plan.remove:
            data["removed"] = list(plan.remove)
        if plan.kept:
            data["kept"] = [_file_json(f) for f in plan.kept]
        if not result.written:
            data["dry"] = True
    data["skipped"] = [{"path": path, "why": why} for path, why in result.skipped]
    data["superseded"] = [{"path": s.path, "agent": s.agent, "by": s.by} for s in result.superseded]
    return data


def plan_json(found: Plan, *, dry: bool = False) -> dict[str, Any]:
    """What a plan does, for machines."""
    data: dict[str, Any] = {
        "written": [_file_json(f) for f, _ in found.write],
        "unchanged": [_file_json(f) for f in found.unchanged],
        "kept": [_file_json(f) for f in found.kept],
        "removed": list(found.remove),
    }
    return data | ({"dry": True} if dry else {})


def _file_json(file: Wanted) -> Mapping[str, Any]:
    facts: dict[str, Any] = {"target": file.target, "files": [file.path], "sha256": file.sha256}
    if len(file.agents) == 1:
        facts = {"agent": file.agents[0], **facts}
    if file.sources:
        facts["source"] = file.sources[0] if len(file.sources) == 1 else list(file.sources)
    return facts
