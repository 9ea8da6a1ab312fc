"""What people and machines see of two versions of an agent: differences and conflicts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from agentconv.cli.printing import out, safe

if TYPE_CHECKING:
    from agentconv.kit.document import Document
    from agentconv.merging.agents import Conflict
    from agentconv.merging.compare import Comparison, SectionChange
    from agentconv.model.agent import Difference, Tool


def comparison(old: Document | None, new: Document | None, found: Comparison | None, *, stat: bool) -> None:
    """Print what differs between two documents; None for one that is not there."""
    out(click.style(safe(_name(old, new)), bold=True) + f"  {_side(old)} -> {_side(new)}")
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


def _name(old: Document | None, new: Document | None) -> str:
    return next(side.agent.name for side in (new, old) if side is not None)


def _side(document: Document | None) -> str:
    if document is None:
        return "nothing"
    version = f" ({document.agent.version})" if document.agent.version else ""
    return safe(f"{document.path}{version}")


def _difference(difference: Difference) -> None:
    from agentconv.model.agent import is_empty

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
    from agentconv.model.agent import MISSING
    from agentconv.model.neutral import to_json

    if value is None or value is MISSING:
        return "none"
    data = to_json(value)
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _tool(tool: Tool) -> str:
    from agentconv.model.powers import words

    return ", ".join(words(tool))


def _signed(text: str, sign: str = "") -> None:
    color = {"+": "green", "-": "red", "@": "cyan"}.get(sign or text[:1])
    out("  " + click.style(safe(text), fg=color))


def comparison_json(old: Document | None, new: Document | None, found: Comparison | None) -> dict[str, Any]:
    """A comparison for machines."""
    data: dict[str, Any] = {"agent": _name(old, new)}
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


def _difference_json(difference: Difference) -> dict[str, Any]:
    from agentconv.model.agent import MISSING
    from agentconv.model.neutral import to_json

    sides = {"old": difference.old, "new": difference.new}
    return {"field": difference.field, **{k: to_json(v) for k, v in sides.items() if v is not MISSING}}


def _section_json(section: SectionChange) -> dict[str, Any]:
    data: dict[str, Any] = {"kinds": list(section.kinds), "path": list(section.path)}
    if section.old_path is not None:
        data["old_path"] = list(section.old_path)
    return {**data, "added": section.added, "removed": section.removed, "lines": list(section.lines)}


def conflict(found: Conflict) -> str:
    """A conflict in one line."""
    if found.field == "prompt":
        where = f"in the section {found.section!r}" if found.section else "before any heading"
        counts = [len(str(side).splitlines()) for side in (found.base, found.ours, found.theirs)]
        return f"{where}: {counts[0]} line(s) of the base are {counts[1]} in ours and {counts[2]} in theirs"
    base, ours, theirs = (_value(side, 60) for side in (found.base, found.ours, found.theirs))
    return f"{found.field}: {base} is {ours} in ours and {theirs} in theirs"


def conflict_json(found: Conflict) -> dict[str, Any]:
    """A conflict for machines."""
    from agentconv.model.agent import MISSING
    from agentconv.model.neutral import to_json

    sides = {"base": found.base, "ours": found.ours, "theirs": found.theirs}
    data = {"field": found.field, **{k: None if v is MISSING else to_json(v) for k, v in sides.items()}}
    return {**data, "section": found.section} if found.section else data
