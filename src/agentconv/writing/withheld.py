"""What a source's client gives no agent, denied where the target's gives it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from agentconv.diagnostics import Loss, Report, Severity
from agentconv.kit.format import Format, Native, Writing
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.vocabulary import TOOLS
from agentconv.reading.read import decode_native
from agentconv.writing.depth import shallow


def without_withheld(agent: Agent, fmt: Format, writing: Writing) -> tuple[Native, Agent]:
    """An agent's form, and what it says, with a denial of what its own client does not give it.

    Where the target has no place for the denial, it is left out: a list of all the others would be stricter.
    """
    native = _encoded(agent, fmt, writing)
    back = decode_native(fmt, native, writing.slug, writing.options)
    if agent.tools.allow is not None:
        return native, back
    gone = {t for t in writing.withheld if t not in (*back.tools.deny, *fmt.withholds(back))}
    listed = back.tools.allow
    if not gone or (listed is not None and gone.isdisjoint(listed)):
        return native, back
    less = replace(agent, tools=replace(agent.tools, deny=(*agent.tools.deny, *gone)))
    tried = _encoded(less, fmt, writing.one(Report(), writing.slug, writing.source))
    said = decode_native(fmt, tried, writing.slug, writing.options)
    if not _is_less(said.tools, back.tools, gone):
        writing.lets |= {f"asks:{TOOLS[tool.name]}" for tool in gone}
        return native, back
    what = f"{writing.source} does not give it {', '.join(t.name for t in gone)}, so that is denied here"
    report = writing.report.scoped(field="tools.deny", loss=Loss.APPROXIMATED)
    report.add("field-approximated", what, severity=Severity.NOTE)
    return tried, said


def _encoded(agent: Agent, fmt: Format, writing: Writing) -> Native:
    native = fmt.encode(agent, writing)
    return native if writing.source == fmt.dialect else shallow(native)


def _is_less(now: Tools, before: Tools, gone: Set[Tool]) -> bool:
    """Whether some tools are others without those that are gone, and nothing else is."""
    if before.allow is None:
        return now.allow is None and gone <= set(now.deny)
    return set(now.allow or ()) == set(before.allow) - gone
