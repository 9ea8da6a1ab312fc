"""What an agent names in its text and its fields, and how it says other names for that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar, cast

from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.components import AGENT, COMMAND, SERVER, SKILL
from agentconv.model.vocabulary import ALL, MCP

Said: TypeAlias = tuple[str, str]
"""A kind, and how one of it is called."""
Calls: TypeAlias = Mapping[str, Mapping[str, str]]
"""Kind -> name that is said -> the name that has to be said."""
Speaker: TypeAlias = Callable[[str, str], str]
"""What gives the name to say for a kind and the name that is said."""

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


def referred(agent: Agent) -> tuple[Said, ...]:
    """What an agent says that may be the name of another one, or of a skill, a command or a server.

    The skills and servers that it has in fields of their own are not among it.
    """
    found: dict[Said, None] = {(AGENT, name): None for name, _ in _said(agent.prompt)}

    def note(kind: str, name: str) -> str:
        found[kind, name] = None
        return name

    tools = agent.tools
    for tool in (*(tools.allow or ()), *tools.deny):
        _tool(tool, note)
    in_hooks(agent.hooks, note)
    own = {(SERVER, name) for name, config in agent.mcp_servers.items() if config is not None}
    return tuple(said for said in found if said not in own)


def renamed(agent: Agent, calls: Calls) -> Agent:
    """The agent with other names for what it names; what it describes itself keeps its own."""

    def name(kind: str, said: str) -> str:
        own = kind == SERVER and agent.mcp_servers.get(said) is not None
        return said if own else calls.get(kind, {}).get(said, said)

    prompt, agents = agent.prompt, calls.get(AGENT, {})
    places = {at: said for said, at in _said(prompt) if said in agents} if agents else {}
    for at, said in sorted(places.items(), reverse=True):
        prompt = f"{prompt[:at]}{agents[said]}{prompt[at + len(said) :]}"
    tools = agent.tools
    allow = tools.allow if tools.allow is None else tuple(_tool(tool, name) for tool in tools.allow)
    deny = tuple(_tool(tool, name) for tool in tools.deny)
    return replace(
        agent,
        prompt=prompt,
        tools=replace(tools, allow=allow, deny=deny),
        skills=tuple(name(SKILL, said) for said in agent.skills),
        mcp_servers={name(SERVER, said): config for said, config in agent.mcp_servers.items()},
        hooks=in_hooks(agent.hooks, name),
    )


def _tool(tool: Tool, name: Speaker) -> Tool:
    if tool.name == MCP and tool.server and tool.server != ALL:
        return replace(tool, server=name(SERVER, tool.server))
    if tool.native is not None or not tool.argument or tool.name not in (AGENT, SKILL):
        return tool
    return replace(tool, argument=_argument(tool.name, tool.argument, name))


def _argument(kind: str, argument: str, name: Speaker) -> str:
    """What stands in the parentheses of a rule: agents, or a skill and maybe a pattern for its arguments."""
    if kind == AGENT:
        return ", ".join(name(AGENT, part.strip()) for part in argument.split(","))
    slash = "/" if argument.startswith("/") else ""
    said, space, rest = argument.removeprefix(slash).partition(" ")
    bare = said.removesuffix(":*")
    return f"{slash}{name(kind, bare)}{said[len(bare) :]}{space}{rest}"


_RULE = re.compile(r"(?s)(?P<tool>Skill|SlashCommand|Agent|Task)\((?P<argument>[^()]+)\)")
_KINDS = {"Skill": SKILL, "SlashCommand": COMMAND, "Agent": AGENT, "Task": AGENT}
_OF_SERVER = re.compile(r"(?P<at>@?)(?P<server>[A-Za-z0-9][\w.-]*)/(?P<tool>\*|[\w.-]+)")
_MCP = re.compile(r"\bmcp__(?P<server>[A-Za-z0-9][\w.-]*?)(?=__|[|)\s]|$)")


def changed_rule(rule: str, name: Speaker) -> str:
    """A rule for tools with other names: `Skill(count)`, `Agent(a)`, `mcp__tracker__search`, `tracker/*`."""
    if match := _RULE.fullmatch(rule):
        return f"{match['tool']}({_argument(_KINDS[match['tool']], match['argument'], name)})"
    if match := _OF_SERVER.fullmatch(rule):
        return f"{match['at']}{name(SERVER, match['server'])}/{match['tool']}"
    return in_matcher(rule, name)


T = TypeVar("T", str, None, "str | None")


def in_matcher(text: T, name: Speaker) -> T:
    """What a hook watches, with other names for servers: `mcp__tracker__.*`."""
    if not text or "mcp__" not in text:
        return text
    return _MCP.sub(lambda match: f"mcp__{name(SERVER, match['server'])}", text)


def in_hooks(hooks: Mapping[str, Value], name: Speaker) -> Mapping[str, Value]:
    """Hooks of an agent or a skill with other names in what they watch."""
    return {event: cast(Value, _in_groups(groups, name)) for event, groups in hooks.items()}


def _in_groups(groups: object, name: Speaker) -> object:
    if not isinstance(groups, list):
        return groups
    return [_in_group(group, name) for group in groups]


def _in_group(group: object, name: Speaker) -> object:
    matcher = group.get("matcher") if isinstance(group, dict) else None
    if not isinstance(group, dict) or not isinstance(matcher, str):
        return group
    return {**group, "matcher": in_matcher(matcher, name)}
