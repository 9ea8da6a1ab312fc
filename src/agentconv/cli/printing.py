"""What people see: diagnostics, tables and JSON. The only place where foreign text reaches a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from agentconv.text.visible import visible

if TYPE_CHECKING:
    from agentconv.diagnostics import Diagnostic
    from agentconv.kit.document import Document

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


def machine(ok: bool, found: Iterable[Diagnostic]) -> dict[str, Any]:
    """What every command's JSON begins with."""
    return {"agentconv": 1, "ok": ok, "diagnostics": [d.to_json() for d in found]}


def findings(found: Iterable[Diagnostic]) -> None:
    """Print findings one by one on standard output: there they are the result."""
    for diagnostic in found:
        _one([diagnostic], err=False)


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


def skipped(found: Sequence[tuple[str, str]], *, verbose: bool) -> None:
    """Say on standard error which files of a folder define no agent."""
    if verbose:
        for path, why in found:
            out(f"{safe(path)}: skipped: {safe(why)}", err=True)
    elif found:
        out(f"skipped {len(found)} file(s) that define no agent (--verbose lists them)", err=True)


def agent(document: Document) -> None:
    """Print an agent as people read it."""
    from agentconv.model.agent import field_value, set_fields
    from agentconv.model.neutral import to_json
    from agentconv.model.powers import power

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
