"""What people and machines see of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from agentconv.cli.printing import COLORS, machine, out, safe

if TYPE_CHECKING:
    from agentconv.checking.run import Result
    from agentconv.diagnostics import Diagnostic


def explanation(lines: Iterable[str]) -> None:
    """Print what a code means."""
    for line in lines:
        out(safe(line).rstrip())


def summary(found: Result) -> None:
    """Print on standard error what a check looked at and how much it found."""
    for item in found.fixed:
        out(f"{safe(item.path)}: fixed: {safe('; '.join(item.done))}", err=True)
    counts = Counter(str(d.severity) for d in found.diagnostics)
    said = [f"{n} {word}{'s' if n > 1 else ''}" for word in COLORS if (n := counts[word])]
    where = f"{found.files} file(s), {found.agents} agent(s)"
    known = f"; {found.known} known from the baseline" if found.known else ""
    gone = f"; {found.gone} of the baseline are gone (--update-baseline)" if found.gone else ""
    out(f"agentconv: {where}: {', '.join(said) or 'nothing found'}{known}{gone}", err=True)


def summary_json(found: Result) -> dict[str, Any]:
    """The machine form of a check."""
    data = machine(found.ok, found.diagnostics)
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
