"""What people and machines see of findings, and of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from agentconv.cli.frames import frame
from agentconv.cli.printing import counted, is_quiet, machine, out, out_json, safe, table
from agentconv.cli.wording import worded

if TYPE_CHECKING:
    from agentconv.checking.run import CheckResult
    from agentconv.diagnostics import Diagnostic
    from agentconv.model.agent import Value
    from agentconv.reading.left import Left

COLORS = {"error": "red", "warning": "yellow", "note": "blue"}
MANY = 4
"""From this many agents on, findings that say the same are shown as one line."""


OF_NAMES = frozenset({"same-agent-twice", "older-version", "name-qualified"})
"""Codes of findings that are one line for many agents, though each names another file."""


EACH = frozenset({"agent-power"})
"""Codes that were asked for, and of which every agent has its own."""


def diagnostics(found: Iterable[Diagnostic], *, verbose: bool) -> None:
    """Print findings on standard error; with many agents, what says the same becomes one line."""
    shown = worded(found)
    if is_quiet():
        shown = [d for d in shown if d.severity == "error"]
    several = _of_several(shown)
    if verbose:
        for diagnostic in shown:
            _one([diagnostic], several=several)
        return
    for group in _grouped([d for d in shown if not _is_carried(d)]):
        _one(group, several=several)
    carried = [d for d in shown if _is_carried(d)]
    for target in dict.fromkeys(d.target for d in carried):
        _carried(target, [d for d in carried if d.target == target], _label(carried[0]))


CARRIED = " is carried in "
"""What stands between a field and the place that carries it, in a finding that says no more."""


def _is_carried(found: Diagnostic) -> bool:
    """Whether a finding says only that a field is carried, so that one line can say it for many."""
    return found.loss == "carried" and CARRIED in found.message


def _of_several(found: Iterable[Diagnostic]) -> frozenset[str]:
    """The files of several agents, where a finding does not say by its file which of them it means."""
    agents: dict[str, set[str]] = {}
    for d in found:
        if d.path is not None and d.agent is not None:
            agents.setdefault(d.path, set()).add(d.agent)
    return frozenset(path for path, names in agents.items() if len(names) > 1)


def _as_result(found: Sequence[Diagnostic], *, verbose: bool, framed: bool) -> None:
    """Print findings on standard output, where they are the result; what many files have alike as one.

    `framed` shows the line of the source that each is about.
    """
    groups = [[d] for d in found] if verbose else _grouped(_once(found))
    shown = 0
    for group in groups:
        files = len({(d.path, d.agent) for d in group})
        if len(group) == 1 or _is_of_one(group) or (files >= MANY and group[0].code not in EACH):
            _one(group, err=False, framed=framed)
            shown += 1
            continue
        for diagnostic in group:  # also of one file that says the same in several places
            _one([diagnostic], err=False, framed=framed)
        shown += len(group)
    if shown < sum(map(len, groups)):
        out("agentconv: what many agents have alike is one line; --verbose shows all", err=True)


def _once(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Findings without those of which another of the same file says the same and where."""
    broken = {d.path for d in found if d.code == "frontmatter-not-yaml" and (d.hint or "").endswith(DROPPED)}
    return [
        d for d in found if not (d.code == "client-ignores" and d.path in broken and NOT_YAML in d.message)
    ]


NOT_YAML, DROPPED = "the frontmatter is not YAML", "is not loaded by its own client"
"""What two findings say of one defect: that the client drops the file, and which key is the cause."""


def _statistics(found: Sequence[Diagnostic]) -> None:
    """Print how often each code was found, the commonest first."""
    from agentconv.diagnostics import facts_of

    counts = Counter((d.code, str(d.severity)) for d in found)
    files = {key: len({d.path for d in found if (d.code, str(d.severity)) == key}) for key in counts}
    rows = [
        (code, severity, facts_of(code)[1], str(files[code, severity]), str(count))
        for (code, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    if rows:
        table([("code", "severity", "what", "files", "times"), *rows])


def _label(found: Diagnostic) -> str:
    return click.style(f"{found.severity}[{found.code}]", fg=COLORS[found.severity], bold=True)


def _grouped(found: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings that say the same together, where there are many; each error by itself."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for index, d in enumerate(found):
        same: tuple[object, ...] = (d.code, d.target, d.field)
        if d.severity == "error":
            same = (index,)
        elif d.filter is not None:
            same = (*same, d.filter)
        elif d.target is None and d.code not in OF_NAMES:
            same = (*same, d.message)
        groups.setdefault(same, []).append(d)
    result: list[list[Diagnostic]] = []
    for group in groups.values():
        result += [group] if len(group) >= MANY else [[d] for d in group]
    return _of_one_file(result)


def _of_one_file(groups: list[list[Diagnostic]]) -> list[list[Diagnostic]]:
    """The same, but many notes of one kind on one agent together, where the first of them stands."""
    alike: dict[tuple[object, ...], list[Diagnostic]] = {}
    for group in groups:
        if len(group) == 1 and group[0].severity == "note" and group[0].path is not None:
            alike.setdefault(_of_whom(group[0]), []).append(group[0])
    result = []
    for group in groups:
        same = alike.get(_of_whom(group[0]), []) if len(group) == 1 else []
        if len(same) < MANY:
            result.append(group)
        elif same[0] is group[0]:
            result.append(same)
    return result


def _is_of_one(group: Sequence[Diagnostic]) -> bool:
    """Whether findings say different things of one agent."""
    alone = len({_of_whom(d) for d in group}) == 1 and group[0].code not in EACH
    return alone and len({d.message for d in group}) == len(group)


def _of_whom(found: Diagnostic) -> tuple[object, ...]:
    return found.code, found.target, found.path, found.agent


def _one(
    group: Sequence[Diagnostic],
    *,
    err: bool = True,
    framed: bool = True,
    several: frozenset[str] = frozenset(),
) -> None:
    """Print findings that say the same as one; of a file in `several` it is said which agent is meant."""
    first = group[0]
    label = _label(first)
    target = f"{first.target}: " if first.target else ""
    if len(group) == 1:
        whose = f" ({first.agent})" if first.path in several and first.agent else ""
        out(f"{safe(first.where)}{label}: {target}{safe(first.message + whose)}", err=err)
        if framed and first.target is None and first.severity != "note":
            for line in frame(first):
                out(f"    {line}", err=err)
    elif _is_of_one(group):
        more = f" (and {len(group) - 1} more like it; --verbose lists them)"
        out(f"{safe(first.where)}{label}: {target}{safe(first.message)}{more}", err=err)
    else:
        places = [safe(d.agent or d.where.removesuffix(": ")) for d in group]
        names = ", ".join(places[: MANY - 1]) + f" and {len(places) - MANY + 1} more"
        same = len({d.message for d in group}) == 1
        what = first.message if same else f"for example: {first.message}"
        out(f"{label}: {target}{safe(what)} ({names})", err=err)
    if first.hint:
        out(f"    hint: {safe(first.hint)}", err=err)


def _carried(target: str | None, found: Sequence[Diagnostic], label: str) -> None:
    """Print in one line which fields a target carries, and where."""
    counts = Counter(d.field or "" for d in found)
    listed = ", ".join(_times(field, count) for field, count in counts.items())
    where = found[0].message.rpartition(CARRIED)[2]
    out(f"{label}: {target}: carried in {safe(where)}: {safe(listed)}", err=True)


def _times(field: str, count: int) -> str:
    return f"{field} ({count} agents)" if count > 1 else field


def github(found: Iterable[Diagnostic]) -> None:
    """Print findings as workflow commands, which GitHub shows beside the lines."""
    for d in found:
        facts = {"file": d.path, "line": d.line, "col": d.column, "title": d.code}
        place = ",".join(f"{k}={_escaped_property(str(v))}" for k, v in facts.items() if v is not None)
        level = {"note": "notice"}.get(str(d.severity), str(d.severity))
        text = f"{d.target}: {d.message}" if d.target else d.message
        if d.hint:
            text += f"\nhint: {d.hint}"
        lines = "\n".join(safe(line) for line in text.split("\n"))
        out(f"::{level} {place}::{_escaped_data(lines)}")


def _escaped_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped_data(safe(text)).replace(":", "%3A").replace(",", "%2C")


def explanation(lines: Iterable[str]) -> None:
    """Print what a code means."""
    for line in lines:
        out(safe(line).rstrip())


# a check


def checked(
    found: CheckResult,
    style: str,
    *,
    summed: bool = True,
    verbose: bool = False,
    statistics: bool = False,
) -> None:
    """Print a check in one of the styles of `--format`; text with a summary, unless it is of one reply."""
    if style == "json":
        out_json(check_json(found))
    elif style == "sarif":
        from agentconv.checking.sarif import to_sarif

        out_json(to_sarif(worded(found.diagnostics)))
    elif style == "github":
        github(worded(found.diagnostics))
    else:
        if statistics:
            _statistics(found.diagnostics)
        else:
            _as_result(worded(found.diagnostics), verbose=verbose, framed=style == "text")
        if verbose:
            skipped(found.skipped, verbose=True)
        if summed and not is_quiet():
            _summary(found)


def skipped(found: Sequence[Left], *, verbose: bool) -> None:
    """Say on standard error which files of a folder define no agent, and what they are."""
    from agentconv.reading.left import DOCUMENT, summary

    if is_quiet():
        return
    if verbose:
        for left in found:
            what = "skipped" if left.kind == DOCUMENT else f"skipped, {left.kind}"
            out(f"{safe(left.path)}: {safe(what)}: {safe(left.why)}", err=True)
    elif found and not summary(found):
        out(f"skipped {len(found)} file(s) that define no agent (--verbose lists them)", err=True)


def _summary(found: CheckResult) -> None:
    """Print on standard error what a check looked at and how much it found."""
    from agentconv.model.components import KINDS

    for item in found.fixed:
        out(f"{safe(item.path)}: fixed: {safe('; '.join(item.done))}", err=True)
    counts = Counter(str(d.severity) for d in found.diagnostics)
    said = [counted(counts[word], word) for word in COLORS if counts[word]]
    others = "".join(f", {counted(found.components[kind], kind)}" for kind in KINDS if found.components[kind])
    where = f"{found.files} file(s), {found.agents} agent(s){others}"
    known = f"; {found.known} known from the baseline" if found.known else ""
    verb = "is" if found.gone == 1 else "are"
    known += f"; {found.ignored} ignored by comments (--no-ignores tells)" if found.ignored else ""
    gone = f"; {found.gone} of the baseline {verb} gone (--update-baseline)" if found.gone else ""
    out(f"agentconv: {where}: {', '.join(said) or 'nothing found'}{known}{gone}", err=True)
    if found.fixable:
        most = "up to " if found.fixable_at_most else ""
        many = f"{most}{counted(found.fixable, 'file')}"
        out(f"agentconv: {safe(many)} can be repaired with --fix", err=True)


def left_json(left: Left) -> dict[str, Value]:
    """The machine form of a file that is not taken."""
    return {"path": left.path, "kind": left.kind, "why": left.why}


def check_json(found: CheckResult) -> dict[str, Value]:
    """The machine form of a check."""
    agents: list[Value] = [
        {"agent": p.agent, "path": p.path, "format": p.format, "power": p.power, "because": p.because}
        for p in found.powers
    ]
    fixed: list[Value] = [{"path": f.path, "done": [*f.done]} for f in found.fixed]
    skipped: list[Value] = [left_json(left) for left in found.skipped]
    more: dict[str, Value] = {"agents": agents, "fixed": fixed, "known": found.known, "skipped": skipped}
    if found.components:
        more["components"] = {kind: found.components[kind] for kind in sorted(found.components)}
    return machine(found.ok, found.diagnostics) | more
