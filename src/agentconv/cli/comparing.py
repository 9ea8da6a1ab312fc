"""What people and machines see of two versions of an agent: differences and conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from agentconv.cli.printing import out, safe

if TYPE_CHECKING:
    from agentconv.kit.document import Document
    from agentconv.merging.agents import Conflict
    from agentconv.merging.compare import Comparison, SectionChange
    from agentconv.merging.components import ComponentPair
    from agentconv.merging.sides import Pair
    from agentconv.model.agent import Difference, Tool, Value
    from agentconv.reading.held import Held

DIFF_COLORS = {"+": "green", "-": "red", "@": "cyan"}
"""How a line of a diff begins -> its colour."""


def _said(powers: Sequence[str]) -> str:
    from agentconv.model.powers import said

    return said(powers)


def comparison(pair: Pair, *, stat: bool) -> None:
    """Print what differs between two documents; `stat` = in one line."""
    out(f"{click.style(safe(pair.name), bold=True)}  {_side(pair.old)} -> {_side(pair.new)}")
    if pair.found is not None and stat:
        _counts(pair.found)
    elif pair.found is not None:
        _details(pair.found)
    elif pair.old is None:
        out(click.style("  added", fg="green"))
    else:
        out(click.style("  removed", fg="red"))


def _side(document: Document | None) -> str:
    if document is None:
        return "nothing"
    version = f" ({document.agent.version})" if document.agent.version else ""
    return safe(f"{document.path}{version}")


def _counts(found: Comparison) -> None:
    plus, minus = sum(s.added for s in found.sections), sum(s.removed for s in found.sections)
    words = [f"{len(found.fields)} field(s)", f"{len(found.sections)} section(s), +{plus} -{minus} lines"]
    if found.power_gained:
        words.append(f"gains {safe(_said(found.power_gained))}")
    if found.power_lost:
        words.append(f"loses {safe(_said(found.power_lost))}")
    out("  " + "; ".join(words))


def _details(found: Comparison) -> None:
    for difference in found.fields:
        _difference(difference)
    for sign, tools in (("+", found.tools_gained), ("-", found.tools_lost)):
        for tool in tools:
            _signed(f"{sign} tool {_tool(tool)}")
    for sign, powers in (("+", found.power_gained), ("-", found.power_lost)):
        for word in powers:
            _signed(f"{sign} power {_said([word])}")
    for section in found.sections:
        _section(section)
    if found.prompt_changed and not found.sections:
        out("  the prompt differs only in its line ends")


def _difference(difference: Difference) -> None:
    from agentconv.merging.wording import value_text
    from agentconv.model.agent import is_empty

    if difference.field == "tools.allow" and difference.old is not None and difference.new is not None:
        return  # the tools that are gained and lost say it better
    old, new = value_text(difference.old), value_text(difference.new)
    if is_empty(difference.old):
        _signed(f"+ {difference.field}: {new}")
    elif is_empty(difference.new):
        _signed(f"- {difference.field}: {old}")
    else:
        out(f"  {safe(difference.field)}: {safe(old)} -> {safe(new)}")


def _section(section: SectionChange) -> None:
    title = " > ".join(section.path) or "(before any heading)"
    if section.old_path:
        title += f" (was: {' > '.join(section.old_path)})"
    counts = f" (+{section.added} -{section.removed})" if section.lines else ""
    out(f"  {click.style(', '.join(section.kinds), bold=True)}: {safe(title)}{counts}")
    if "changed" in section.kinds:
        for line in section.lines:
            _signed(f"    {line}", line[:1])


def _tool(tool: Tool) -> str:
    from agentconv.model.powers import words

    return ", ".join(words(tool))


def _signed(text: str, sign: str = "") -> None:
    out("  " + click.style(safe(text), fg=DIFF_COLORS.get(sign or text[:1])))


def comparison_json(pair: Pair) -> Value:
    """A comparison for machines."""
    data: dict[str, Value] = {"agent": pair.name}
    for side, document in (("old", pair.old), ("new", pair.new)):
        if document is not None:
            facts: dict[str, Value] = {"path": document.path, "format": document.format}
            if document.agent.version:
                facts["version"] = document.agent.version
            data[side] = facts
    if (found := pair.found) is not None:
        gained: list[Value] = [*map(_tool, found.tools_gained)]
        lost: list[Value] = [*map(_tool, found.tools_lost)]
        data["fields"] = [_difference_json(d) for d in found.fields]
        data["tools"] = {"gained": gained, "lost": lost}
        data["power"] = {"gained": [*found.power_gained], "lost": [*found.power_lost]}
        data["sections"] = [_section_json(s) for s in found.sections]
    return data


def _difference_json(difference: Difference) -> Value:
    from agentconv.model.agent import MISSING
    from agentconv.model.neutral import to_json

    sides = {"old": difference.old, "new": difference.new}
    return {"field": difference.field, **{k: to_json(v) for k, v in sides.items() if v is not MISSING}}


def _section_json(section: SectionChange) -> Value:
    data: dict[str, Value] = {"kinds": [*section.kinds], "path": [*section.path]}
    if section.old_path is not None:
        data["old_path"] = [*section.old_path]
    return {**data, "added": section.added, "removed": section.removed, "lines": [*section.lines]}


def component(pair: ComponentPair, *, stat: bool) -> None:
    """Print what differs between two versions of a skill, a command and so on; `stat` = in one line."""
    sides = f"{_held(pair.old)} -> {_held(pair.new)}"
    out(f"{click.style(safe(f'{pair.kind} {pair.name}'), bold=True)}  {safe(sides)}")
    if pair.old is None:
        out(click.style("  added", fg="green"))
    elif pair.new is None:
        out(click.style("  removed", fg="red"))
    elif stat:
        _component_counts(pair)
    else:
        _component_details(pair)


def _held(held: Held | None) -> str:
    return held.source if held is not None else "nothing"


def _component_counts(pair: ComponentPair) -> None:
    words = [f"{len(pair.fields)} field(s)"]
    words += [f"text, {_balance(pair.text)} lines"] if pair.text is not None else []
    words += [f"{len(pair.files)} file(s)"] if pair.files else []
    words += [f"gains {safe(_said(pair.power_gained))}"] if pair.power_gained else []
    words += [f"loses {safe(_said(pair.power_lost))}"] if pair.power_lost else []
    out("  " + "; ".join(words))


def _balance(lines: Sequence[str]) -> str:
    plus = sum(line.startswith("+") for line in lines)
    return f"+{plus} -{len(lines) - plus}"


def _component_details(pair: ComponentPair) -> None:
    for difference in pair.fields:
        _difference(difference)
    for sign, powers in (("+", pair.power_gained), ("-", pair.power_lost)):
        for word in powers:
            _signed(f"{sign} power {_said([word])}")
    if pair.text is not None:
        out(f"  {click.style('changed', bold=True)}: its text ({safe(_balance(pair.text))})")
        for line in pair.text:
            _signed(f"    {line}", line[:1])
    for sign, path in pair.files:
        _signed(f"{sign} file {path}")


def component_json(pair: ComponentPair) -> Value:
    """A comparison of two versions of a skill, a command and so on for machines."""
    data: dict[str, Value] = {"kind": pair.kind, "name": pair.name}
    for side, held in (("old", pair.old), ("new", pair.new)):
        if held is not None:
            data[side] = {"path": held.source, "format": held.format.target}
    if pair.old is not None and pair.new is not None:
        data["fields"] = [_difference_json(d) for d in pair.fields]
        data["power"] = {"gained": [*pair.power_gained], "lost": [*pair.power_lost]}
        data["files"] = {
            word: [path for sign, path in pair.files if sign == mark]
            for word, mark in (("added", "+"), ("removed", "-"), ("changed", "~"))
        }
        if pair.text is not None:
            data["lines"] = [*pair.text]
    return data


def conflict_json(found: Conflict) -> Value:
    """A conflict for machines."""
    sides = {"base": found.base, "ours": found.ours, "theirs": found.theirs}
    data: dict[str, Value] = {"field": found.field, **{k: _side_json(v) for k, v in sides.items()}}
    if found.section:
        data["section"] = found.section
    return data


def _side_json(value: object) -> Value:
    from agentconv.model.agent import MISSING
    from agentconv.model.neutral import to_json

    return None if value is MISSING else to_json(value)
