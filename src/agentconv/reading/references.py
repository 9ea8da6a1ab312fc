"""The agents that an agent names in its text and its tools, and how they are renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agentconv.model.agent import Agent, Tool

_NAME = r"[A-Za-z][\w.-]*(?::[A-Za-z][\w.-]*)?"
_CALLED = re.compile(rf"""subagent_type["'`]?\s*[:=]\s*["'`](?P<call>{_NAME})["'`]""")
_WORD, _WORDS = "[a-z][a-z0-9]+(?:-[a-z0-9]+)*", "[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
_SPACED = re.compile(rf"[`\"'](?P<spaced>{_WORDS}:{_WORD}|{_WORD}:{_WORDS})[`\"']")
_COLON = re.compile(":[a-z]")
_MENTIONED = re.compile(r"(?<![\w@.])@agent-(?P<name>[a-z][a-z0-9-]*[a-z0-9])")
_QUALIFIED = re.compile(r"(?<![\w:/.@-])[A-Za-z0-9][\w-]*:[A-Za-z0-9][\w-]*(?![\w:/-])")
_CALLING = re.compile(
    r"(?i)\b(?:sub-?agents?|agents?|use|uses|using|invoke|call|dispatch|delegate|hand\s?off|task|launch"
    r"|consult|provided by)\b"
)
"""A line that names something `plugin:name` speaks of an agent only with one of these words."""


def named_in(text: str) -> Iterator[tuple[str, int]]:
    """The agents that a text names, and where; one may come twice."""
    if "subagent_type" in text:
        yield from ((m["call"], m.start("call")) for m in _CALLED.finditer(text))
    for colon in _COLON.finditer(text):
        at = max(text.rfind(quote, max(0, colon.start() - 80), colon.start()) for quote in "`\"'")
        match = _SPACED.match(text, at) if at >= 0 else None
        if match and _calls(text, at):
            yield match["spaced"], match.start("spaced")
    if "@agent-" in text:
        yield from ((m["name"], m.start("name")) for m in _MENTIONED.finditer(text))


def _said(text: str) -> Iterator[tuple[str, int]]:
    """What may be the name of an agent of a package, and where: who knows the packages can tell."""
    if "subagent_type" in text:
        yield from ((m["call"], m.start("call")) for m in _CALLED.finditer(text))
    for match in _QUALIFIED.finditer(text):
        if not _of_skills(text, match.start()):
            yield match[0], match.start()
    if "@agent-" in text:
        yield from ((m["name"], m.start("name")) for m in _MENTIONED.finditer(text))


def _of_skills(text: str, at: int) -> bool:
    """Whether a line speaks of skills, and of no agent."""
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0][:600].casefold()
    return "skill" in line and "agent" not in line


def _calls(text: str, at: int) -> bool:
    before, after = text[max(0, at - 300) : at], text[at : at + 300]
    line = before[before.rfind("\n") + 1 :] + after.partition("\n")[0]
    return bool(_CALLING.search(line)) and "skill" not in line.casefold()


def referred(agent: Agent) -> tuple[str, ...]:
    """What an agent says that may be the name of another."""
    found = dict.fromkeys(name for name, _ in _said(agent.prompt))
    for tool in (*(agent.tools.allow or ()), *agent.tools.deny):
        if tool.name == "agent" and tool.native is None and tool.argument:
            found |= dict.fromkeys(part.strip() for part in tool.argument.split(","))
    return tuple(found)


def renamed(agent: Agent, calls: Mapping[str, str]) -> Agent:
    """The agent with other names for agents that it names."""
    prompt = agent.prompt
    places = {at: name for name, at in _said(prompt) if name in calls}
    for at, name in sorted(places.items(), reverse=True):
        prompt = f"{prompt[:at]}{calls[name]}{prompt[at + len(name) :]}"
    tools = agent.tools
    allow = tools.allow if tools.allow is None else tuple(_tool(tool, calls) for tool in tools.allow)
    deny = tuple(_tool(tool, calls) for tool in tools.deny)
    return replace(agent, prompt=prompt, tools=replace(tools, allow=allow, deny=deny))


def _tool(tool: Tool, calls: Mapping[str, str]) -> Tool:
    if tool.name != "agent" or tool.native is not None or not tool.argument:
        return tool
    parts = (part.strip() for part in tool.argument.split(","))
    return replace(tool, argument=", ".join(calls.get(part, part) for part in parts))


class Calls:
    """What agents of packages are called in a target that has no packages.

    `agents` is package, name there and name in the run of each.
    """

    def __init__(self, agents: Iterator[tuple[str, str, str]]) -> None:
        self._names = {(package, own): name for package, own, name in agents if package}

    def of(self, package: str, names: tuple[str, ...]) -> dict[str, str]:
        """Name that an agent of a package says -> the name that it has to say, where that is another."""
        found = {}
        for said in names:
            where, colon, own = said.partition(":")
            name = self._names.get((where, own) if colon else (package, said))
            if name is not None and name != said:
                found[said] = name
        return found
