"""Agents that an agent is told to call and that are not there."""

from __future__ import annotations

from agentconv.checking.subject import MANY, Subject
from agentconv.diagnostics import Severity
from agentconv.reading.references import named_in

_SOMEONE = frozenset({"agent-name", "name", "type", "example", "subagent-name", "your-agent", "my-agent"})


def look(subject: Subject) -> None:
    """Report names of agents that no file of the run defines."""
    document = subject.document
    reported: set[str] = set()
    prompt = document.agent.prompt
    for name, at in named_in(prompt):
        if name not in reported and _missing(name, subject) and len(reported) < MANY:
            reported.add(name)
            _report(subject, name, subject.prompt_offset(at))
    for tool in document.agent.tools.allow or ():
        if tool.name == "agent" and tool.native is None and tool.argument:
            for part in tool.argument.split(","):
                name = part.strip()
                if name and name not in reported and "*" not in name and _missing(name, subject):
                    reported.add(name)
                    _report(subject, name, max(0, document.tree.source.text.find(part)))


def _missing(name: str, subject: Subject) -> bool:
    plain = name.casefold()
    local = plain.rpartition(":")[2]
    everyone, own = subject.everyone.names, subject.format.own_agents
    return not any(n in everyone or n in own for n in (plain, local)) and local not in _SOMEONE


def _report(subject: Subject, name: str, offset: int) -> None:
    what = f"{name!r} is no agent of the files that were checked"
    source = subject.document.tree.source
    if subject.everyone.from_folder:
        subject.add_at("reference-unresolved", what, source, offset)
        return
    hint = "check it together with the agents that it calls"
    subject.with_severity(Severity.NOTE).add_at("reference-unresolved", what, source, offset, hint)
