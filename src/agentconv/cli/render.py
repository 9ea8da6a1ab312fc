"""What people see: diagnostics, tables and JSON. The only place where foreign text reaches a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from agentconv.visible import visible

if TYPE_CHECKING:
    from agentconv.checking.run import Result as CheckResult
    from agentconv.diagnostics import Diagnostic
    from agentconv.document import Document
    from agentconv.export import Result
    from agentconv.plan import Plan

COLORS = {"error": "red", "warning": "yellow", "note": "blue"}
MANY = 4
"""From this many agents on, findings that say the same are shown as one line."""


safe = visible
"""Foreign text as it may reach a terminal."""


def out(text: str = "", *, err: bool = False) -> None:
    """Print a line, of ours or made safe; colour only on a terminal and never with NO_COLOR."""
    color = False if "NO_COLOR" in os.environ else None
    click.echo(text, err=err, color=color)


def out_bytes(data: bytes) -> None:
    """Print the content of a file on standard output, to the byte."""
    click.echo(data, nl=False)


def out_json(data: Any) -> None:
    """Print JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "surrogateescape"))


def findings(found: Iterable[Diagnostic]) -> None:
    """Print findings one by one on standard output: there they are the result."""
    for diagnostic in found:
        _one([diagnostic], err=False)


def explanation(lines: Iterable[str]) -> None:
    """Print what a code means."""
    for line in lines:
        out(safe(line).rstrip())


def check_summary(found: CheckResult) -> None:
    """Print on standard error what a check looked at and how much it found."""
    for item in found.fixed:
        out(f"{safe(item.path)}: fixed: {safe('; '.join(item.done))}", err=True)
    counts = Counter(str(d.severity) for d in found.diagnostics)
    said = [f"{n} {word}{'s' if n > 1 else ''}" for word in COLORS if (n := counts[word])]
    where = f"{found.files} file(s), {found.agents} agent(s)"
    known = f"; {found.known} known from the baseline" if found.known else ""
    gone = f"; {found.gone} of the baseline are gone (--update-baseline)" if found.gone else ""
    out(f"agentconv: {where}: {', '.join(said) or 'nothing found'}{known}{gone}", err=True)


def check_json(found: CheckResult) -> dict[str, Any]:
    """The machine form of a check."""
    data: dict[str, Any] = {
        "agentconv": 1,
        "ok": found.ok,
        "diagnostics": [d.to_json() for d in found.diagnostics],
    }
    data["agents"] = [
        {"agent": p.agent, "path": p.path, "format": p.format, "power": p.power, "because": p.because}
        for p in found.powers
    ]
    data["fixed"] = [{"path": f.path, "done": list(f.done)} for f in found.fixed]
    data["known"] = found.known
    data["skipped"] = [{"path": path, "why": why} for path, why in found.skipped]
    return data


def github(found: Iterable[Diagnostic]) -> None:
    """Print findings as workflow commands, which GitHub shows beside the lines."""
    for d in found:
        facts = {"file": d.path, "line": d.line, "col": d.column, "title": d.code}
        told = ",".join(f"{k}={_escaped_property(str(v))}" for k, v in facts.items() if v is not None)
        level = {"note": "notice"}.get(str(d.severity), str(d.severity))
        text = d.message + (f"\nhint: {d.hint}" if d.hint else "")
        target = f"{d.target}: " if d.target else ""
        lines = "\n".join(safe(line) for line in f"{target}{text}".split("\n"))
        out(f"::{level} {told}::{_escaped_data(lines)}")


def _escaped_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped_data(safe(text)).replace(":", "%3A").replace(",", "%2C")


def diagnostics(found: Iterable[Diagnostic], *, verbose: bool) -> None:
    """Print findings on standard error; with many agents, what says the same becomes one line."""
    shown = list(found)
    carried = [] if verbose else [d for d in shown if d.loss == "carried"]
    rest = [d for d in shown if verbose or d.loss != "carried"]
    for group in [[d] for d in rest] if verbose else _grouped(rest):
        _one(group)
    for target in dict.fromkeys(d.target for d in carried):
        fields = Counter(d.field or "" for d in carried if d.target == target)
        listed = ", ".join(f"{name} ({n} agents)" if n > 1 else name for name, n in fields.items())
        where = next(d.message.rpartition(" in ")[2] for d in carried if d.target == target)
        label = _label(carried[0])
        out(f"{label}: {target}: carried in {safe(where)}: {safe(listed)}", err=True)


def _label(found: Diagnostic) -> str:
    return click.style(f"{found.severity}[{found.code}]", fg=COLORS[found.severity], bold=True)


def _grouped(found: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for index, d in enumerate(found):
        alike = d.message if d.target is None else None
        same = (d.code, d.target, d.field, alike) if d.severity != "error" else (index,)
        groups.setdefault(same, []).append(d)
    result = []
    for group in groups.values():
        result += [group] if len(group) >= MANY else [[d] for d in group]
    return result


def _one(group: Sequence[Diagnostic], *, err: bool = True) -> None:
    first = group[0]
    label = _label(first)
    target = f"{first.target}: " if first.target else ""
    if len(group) == 1:
        out(f"{safe(first.where)}{label}: {target}{safe(first.message)}", err=err)
    else:
        places = [safe(d.agent or d.where.removesuffix(": ")) for d in group]
        names = ", ".join(places[: MANY - 1]) + f" and {len(places) - MANY + 1} more"
        same = len({d.message for d in group}) == 1
        what = first.message if same else f"for example: {first.message}"
        out(f"{label}: {target}{safe(what)} ({names})", err=err)
    if first.hint:
        out(f"    hint: {safe(first.hint)}", err=err)


def table(rows: Sequence[Sequence[str]], *, err: bool = False) -> None:
    """Print rows under a heading; numbers stand right, text left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if rows[-1][i].isdigit() else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        out(safe("  ".join(cells).rstrip()), err=err)


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
    changed = [
        (len(plan.write), "written"),
        (len(plan.unchanged), "unchanged"),
        (len(plan.kept), "kept"),
        (len(plan.remove), "removed"),
    ]
    counts_text = ", ".join(f"{n} {word}" for n, word in changed if n) or "nothing to do"
    if not result.written:
        counts_text = counts_text.replace("written", "to write").replace("removed", "to remove")
    out(f"{safe(plan.out.as_posix())}: {counts_text}", err=err)


def skipped(found: Sequence[tuple[str, str]], *, verbose: bool) -> None:
    """Say on standard error which files of a folder define no agent."""
    if verbose:
        for path, why in found:
            out(f"{safe(path)}: skipped: {safe(why)}", err=True)
    elif found:
        out(f"skipped {len(found)} file(s) that define no agent (--verbose lists them)", err=True)


def diff(plan: Plan) -> None:
    """Print on standard output what a plan would change."""
    from agentconv.plan import differences

    for line in differences(plan):
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        out(click.style(safe(line.rstrip("\n")), fg=color))


def single_file(result: Result) -> bytes:
    """The one file of a result. Raises `UsageError` when there are several."""
    files = [f for c in result.conversions for f in c.files if not f.is_index]
    if len(files) > 1:
        raise click.UsageError(f"-o - prints one file, and there are {len(files)}")
    return files[0].text.encode() if files else b""


def agent(document: Document) -> None:
    """Print an agent as people read it."""
    from agentconv.model import field_value, set_fields
    from agentconv.neutral import to_json
    from agentconv.powers import power

    found = document.agent
    out(click.style(safe(found.name), bold=True) + f"  ({document.format}, {safe(document.path)})")
    for name in set_fields(found):
        value = to_json(field_value(found, name))
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if name == "prompt":
            text = f"{len(found.prompt):,} characters in {len(found.prompt.splitlines()):,} line(s)"
        short = safe(text if len(text) <= 100 else text[:97] + "...")
        out(f"  {safe(name):<18} {short}")
    out(f"  {'power':<18} {safe(power(found).describe())}")


def result_json(result: Result) -> dict[str, Any]:
    """The machine form of an export's result."""
    data: dict[str, Any] = {
        "agentconv": 1,
        "ok": result.ok,
        "diagnostics": [d.to_json() for d in result.diagnostics],
    }
    data["written"] = []
    data["unchanged"] = []
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


def _file_json(file: Any) -> Mapping[str, Any]:
    facts: dict[str, Any] = {"target": file.target, "files": [file.path], "sha256": file.sha256}
    if len(file.agents) == 1:
        facts = {"agent": file.agents[0], **facts}
    if file.sources:
        facts["source"] = file.sources[0] if len(file.sources) == 1 else list(file.sources)
    return facts


class Progress:
    """A line on standard error that counts, on a terminal, once work takes more than a second."""

    def __init__(self, what: str) -> None:
        import time

        self._clock = time.monotonic
        self._what, self._count, self._next = what, 0, self._clock() + 1.0
        self._on, self._shown = sys.stderr.isatty(), False

    def step(self) -> None:
        """One more is done."""
        self._count += 1
        if self._on and self._clock() >= self._next:
            self._next, self._shown = self._clock() + 0.1, True
            click.echo(f"\r{self._count} {self._what}", nl=False, err=True)

    def done(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def comparison(old: Any, new: Any, found: Any, *, stat: bool) -> None:
    """Print what differs between two documents; None for one that is not there."""
    first = new or old
    out(click.style(safe(first.agent.name), bold=True) + f"  {_side(old)} -> {_side(new)}")
    if found is None:
        out(click.style("  added" if old is None else "  removed", fg="green" if old is None else "red"))
        return
    if stat:
        plus, minus = sum(s.added for s in found.sections), sum(s.removed for s in found.sections)
        words = [f"{len(found.fields)} field(s)", f"{len(found.sections)} section(s), +{plus} -{minus} lines"]
        if found.power_gained:
            words.append(f"gains {safe(', '.join(found.power_gained))}")
        if found.power_lost:
            words.append(f"loses {safe(', '.join(found.power_lost))}")
        out("  " + "; ".join(words))
        return
    for difference in found.fields:
        _difference(difference)
    for sign, tools in (("+", found.tools_gained), ("-", found.tools_lost)):
        for tool in tools:
            _signed(f"{sign} tool {_tool(tool)}")
    for sign, powers in (("+", found.power_gained), ("-", found.power_lost)):
        for word in powers:
            _signed(f"{sign} power {word}")
    for section in found.sections:
        title = " > ".join(section.path) or "(before any heading)"
        moved = f" (was: {' > '.join(section.old_path)})" if section.old_path else ""
        counts = f" (+{section.added} -{section.removed})" if section.lines else ""
        out(f"  {click.style(', '.join(section.kinds), bold=True)}: {safe(title + moved)}{counts}")
        if "changed" in section.kinds:
            for line in section.lines:
                _signed(f"    {line}", line[:1])
    if found.prompt_changed and not found.sections:
        out("  the prompt differs only in its line ends")


def _side(document: Any) -> str:
    if document is None:
        return "nothing"
    version = f" ({document.agent.version})" if document.agent.version else ""
    return safe(f"{document.path}{version}")


def _difference(difference: Any) -> None:
    from agentconv.model import is_empty

    if difference.field == "tools.allow" and difference.old is not None and difference.new is not None:
        return
    old, new = (_value(value) for value in (difference.old, difference.new))
    if is_empty(difference.old):
        _signed(f"+ {difference.field}: {new}")
    elif is_empty(difference.new):
        _signed(f"- {difference.field}: {old}")
    else:
        out(f"  {safe(difference.field)}: {safe(old)} -> {safe(new)}")


def _value(value: Any, limit: int = 160) -> str:
    from agentconv.model import MISSING
    from agentconv.neutral import to_json

    if value is None or value is MISSING:
        return "none"
    data = to_json(value)
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _tool(tool: Any) -> str:
    from agentconv.powers import words

    return ", ".join(words(tool))


def _signed(text: str, sign: str = "") -> None:
    color = {"+": "green", "-": "red", "@": "cyan"}.get(sign or text[:1])
    out("  " + click.style(safe(text), fg=color))


def comparison_json(old: Any, new: Any, found: Any) -> dict[str, Any]:
    """A comparison for machines."""
    data: dict[str, Any] = {"agent": (new or old).agent.name}
    for side, document in (("old", old), ("new", new)):
        if document is not None:
            data[side] = {"path": document.path, "format": document.format}
            if document.agent.version:
                data[side]["version"] = document.agent.version
    if found is None:
        return data
    data["fields"] = [_difference_json(d) for d in found.fields]
    data["tools"] = {"gained": [*map(_tool, found.tools_gained)], "lost": [*map(_tool, found.tools_lost)]}
    data["power"] = {"gained": list(found.power_gained), "lost": list(found.power_lost)}
    data["sections"] = [_section_json(s) for s in found.sections]
    return data


def _difference_json(difference: Any) -> dict[str, Any]:
    from agentconv.model import MISSING
    from agentconv.neutral import to_json

    sides = {"old": difference.old, "new": difference.new}
    return {"field": difference.field, **{k: to_json(v) for k, v in sides.items() if v is not MISSING}}


def _section_json(section: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"kinds": list(section.kinds), "path": list(section.path)}
    if section.old_path is not None:
        data["old_path"] = list(section.old_path)
    return {**data, "added": section.added, "removed": section.removed, "lines": list(section.lines)}


def conflict(found: Any) -> str:
    """A conflict in one line."""
    if found.field == "prompt":
        where = f"in the section {found.section!r}" if found.section else "before any heading"
        counts = [len(side.splitlines()) for side in (found.base, found.ours, found.theirs)]
        return f"{where}: {counts[0]} line(s) of the base are {counts[1]} in ours and {counts[2]} in theirs"
    base, ours, theirs = (_value(side, 60) for side in (found.base, found.ours, found.theirs))
    return f"{found.field}: {base} is {ours} in ours and {theirs} in theirs"


def conflict_json(found: Any) -> dict[str, Any]:
    """A conflict for machines."""
    from agentconv.model import MISSING
    from agentconv.neutral import to_json

    sides = {"base": found.base, "ours": found.ours, "theirs": found.theirs}
    data = {"field": found.field, **{k: None if v is MISSING else to_json(v) for k, v in sides.items()}}
    return {**data, "section": found.section} if found.section else data


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
    words = ("to write", "to remove") if dry else ("written", "removed")
    counts = [(len(found.write), words[0]), (len(found.unchanged), "unchanged"), (len(found.kept), "kept")]
    counts.append((len(found.remove), words[1]))
    out(
        f"{safe(found.out.as_posix())}: " + (", ".join(f"{n} {w}" for n, w in counts if n) or "nothing to do")
    )


def plan_json(found: Plan, *, dry: bool = False) -> dict[str, Any]:
    """What a plan does, for machines."""
    data: dict[str, Any] = {
        "written": [_file_json(f) for f, _ in found.write],
        "unchanged": [_file_json(f) for f in found.unchanged],
        "kept": [_file_json(f) for f in found.kept],
        "removed": list(found.remove),
    }
    return data | ({"dry": True} if dry else {})


def built(found: Any, folder: str) -> None:
    """Print the targets of a build and its archives."""
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
    from agentconv.bundle.layout import digest

    for name, data in (*sorted(found.archives.items()), *sorted(found.beside.items())):
        out(f"{digest(data)[:12]}  {len(data):>9,}  {safe(os.path.join(folder, name))}")
