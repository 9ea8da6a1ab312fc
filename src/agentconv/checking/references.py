"""Agents that an agent is told to call and that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentconv.checking.subject import Subject
from agentconv.diagnostics import Severity

_NAME = r"[A-Za-z][\w.-]*(?::[A-Za-z][\w.-]*)?"
_CALLED = re.compile(rf"""subagent_type["'`]?\s*[:=]\s*["'`](?P<call>{_NAME})["'`]""")
_WORD, _WORDS = "[a-z][a-z0-9]+(?:-[a-z0-9]+)*", "[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
_SPACED = re.compile(rf"[`\"'](?P<spaced>{_WORDS}:{_WORD}|{_WORD}:{_WORDS})[`\"']")
_COLON = re.compile(":[a-z]")
_MENTIONED = re.compile(r"(?<![\w@.])@agent-(?P<name>[a-z][a-z0-9-]*[a-z0-9])")
_CALLING = re.compile(
    r"(?i)\b(?:sub-?agents?|agents?|use|uses|using|invoke|call|dispatch|delegate|hand\s?off|task|launch"
    r"|consult|provided by)\b"
)
"""A line that names something `plugin:name` speaks of an agent only with one of these words."""
_SOMEONE = frozenset({"agent-name", "name", "type", "example", "subagent-name", "your-agent", "my-agent"})


MOST = 500
"""So many names of one agent are remembered until all agents are known."""


def look(subject: Subject) -> None:
    """Report names of agents that no file of the run defines."""
    document = subject.document
    reported: set[str] = set()
    prompt = document.agent.prompt
    for name, at in _named(prompt):
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


def _named(prompt: str) -> Iterator[tuple[str, int]]:
    """The agents that a text names, and where."""
    if "subagent_type" in prompt:
        yield from ((m["call"], m.start("call")) for m in _CALLED.finditer(prompt))
    for colon in _COLON.finditer(prompt):
        at = max(prompt.rfind(quote, max(0, colon.start() - 80), colon.start()) for quote in "`\"'")
        match = _SPACED.match(prompt, at) if at >= 0 else None
        if match and _calls(prompt, at):
            yield match["spaced"], match.start("spaced")
    if "@agent-" in prompt:
        yield from ((m["name"], m.start("name")) for m in _MENTIONED.finditer(prompt))


def _calls(text: str, at: int) -> bool:
    before, after = text[max(0, at - 300) : at], text[at : at + 300]
    line = before[before.rfind("\n") + 1 :] + after.partition("\n")[0]
    return bool(_CALLING.search(line)) and "skill" not in line.casefold()


def _missing(name: str, subject: Subject) -> bool:
    names = _names(name)
    everyone, own = subject.everyone.names, subject.format.own_agents
    return not any(n in everyone or n in own for n in names) and names[-1] not in _SOMEONE


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
