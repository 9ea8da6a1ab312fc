"""Agents that an agent is told to call and that are not there."""

from __future__ import annotations

from agentconv.checking.subject import Subject
from agentconv.diagnostics import Severity
from agentconv.reading.references import named_in

SOMEONE = frozenset({"agent-name", "name", "type", "example", "subagent-name", "your-agent", "my-agent"})


MOST = 500
"""So many names of one agent are remembered until all agents are known."""


def look(subject: Subject) -> None:
    """Report names of agents that no file of the run defines."""
    document = subject.document
    reported: set[str] = set()
    prompt = document.agent.prompt
    for name, at in named_in(prompt):
        if name not in reported and _missing(name, subject) and len(reported) < MOST:
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
    names = _names(name)
    everyone, own = subject.everyone.names, subject.format.own_agents
    return not any(n in everyone or n in own for n in names) and names[-1] not in SOMEONE


def _names(name: str) -> tuple[str, str]:
    """The names that an agent may have which is called by this one: with its package's, and without."""
    plain = name.casefold()
    return plain, plain.rpartition(":")[2]


def _report(subject: Subject, name: str, offset: int) -> None:
    what = f"{name!r} is no agent of the files that were checked"
    hint = None
    if not subject.everyone.from_folder:
        subject = subject.with_severity(Severity.NOTE)
        hint = "check it together with the agents that it calls"
    found = subject.add_at("reference-unresolved", what, subject.document.tree.source, offset, hint)
    subject.everyone.ask(found, _names(name))
