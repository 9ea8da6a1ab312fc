"""Docker Agent's permissions as neutral words, and back.

Facts: docker/docker-agent's Go source of 2026-11 (permissions, the runtime's dispatcher), read 2026-11-28; no
client was run:

* A pattern is held against the name that the model calls a tool by: `SERVER_TOOL` for a server's, where the
  toolset has a name. The `mcp:SERVER:TOOL` of the documentation fits no such name, so both are written.
* `*` stands for anything, `/` included, and capitals do not count.
* `:key=value` is a condition on an argument; where there are several, all must hold.
* Denied goes before allowed, and that before asked. Delegation is a tool like any other.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agentconv.errors import WrongType
from agentconv.formats.docker_agent.tools import NAMES, OWNER, ToolsetsCodec, called, servers_for
from agentconv.kit.codecs import Joint, as_null, exact
from agentconv.kit.format import Native
from agentconv.kit.shapes import Shape, fits, list_or_empty, map_or_empty
from agentconv.kit.tools import Limit
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import ALL, MCP

PERMISSIONS: Shape = {"allow": [str], "ask": [str], "deny": [str]}

UNASKED = {
    "auto": ["edit_file", "write_file", "create_directory", "shell", "run_background_job"],
    "accept-edits": ["edit_file", "write_file", "create_directory"],
}
"""Permission mode -> the tools that need no consent, widest first."""

READING = "fetch"
"""A tool that a release may take for one that only reads, which the client does not ask for by itself."""

_COMMANDS = ("shell", "run_background_job")
"""The tools that run the command of a condition on `cmd`."""
DELEGATING = dict.fromkeys(("transfer_task", "handoff", "run_background_agent"), "agent")
"""The tools that another agent is called by -> the neutral one."""


class PermissionsCodec(Joint):
    """`permissions`: what is denied, and what needs no consent."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        if as_null(value):
            return {}
        permissions = exact(value)
        if not fits(permissions, PERMISSIONS):
            raise WrongType("lists of patterns")
        deny, allow, ask = (
            [str(pattern) for pattern in list_or_empty(map_or_empty(permissions).get(key))]
            for key in ("deny", "allow", "ask")
        )
        servers = called(beside.get("toolsets"), map_or_empty(beside.get("mcps")))
        return {"tools.deny": denied(deny, servers), "permission_mode": mode_of(allow, ask)}

    def write(self, agent: Agent) -> Value:
        mode, file = agent.permission_mode, agent.extensions.get(OWNER, {})
        own = file.get("permissions")
        held = {"tools.deny": agent.tools.deny, "permission_mode": mode}
        if fits(own, PERMISSIONS) and self.decode(own, {**file, "toolsets": TOOLSETS.write(agent)}) == held:
            return own
        made: Native = {}
        if mode == "bypass":
            made["allow"] = ["*"]
        elif mode in UNASKED:
            made["allow"] = [*UNASKED[mode]]
        if mode not in (None, "bypass") and (asked := asked_for(agent)):
            made["ask"] = [*asked]
        if patterns := deny_patterns(agent):
            made["deny"] = [*patterns]
        return made


TOOLSETS = ToolsetsCodec()


# reading


_CONDITION = re.compile(r":(\w+)=")


def denied(patterns: Iterable[str], servers: Sequence[tuple[str, Tool]] = ()) -> tuple[Tool, ...]:
    """The tools that deny patterns take away: `shell`, `write_*`, `shell:cmd=rm*`, `tracker_find`.

    `servers` are their tools, as `called` gives them. What is denied in part is denied as a whole where no
    neutral word says which part.
    """
    found: list[Tool] = []
    for pattern in patterns:
        name, *conditions = _CONDITION.split(pattern)
        argument = _command(conditions[1]) if conditions[::2] == ["cmd"] else None
        natives = _COMMANDS if argument else (*NAMES.names, *DELEGATING)
        fitting = [native for native in natives if _fits(native, [name.lower()])]
        taken = [Tool(DELEGATING.get(n) or NAMES.decode(n).name, argument) for n in fitting]
        if not argument or not taken:
            taken += _of_servers(name, servers, is_known=bool(taken))
        found += taken or [Tool(name, argument, native=OWNER)]
    return tuple(dict.fromkeys(found))


def _command(condition: str) -> str | None:
    """A condition on a command as an argument; None = any."""
    return re.sub(r" \*$", ":*", condition) if condition.strip("*") else None


def _of_servers(name: str, servers: Sequence[tuple[str, Tool]], *, is_known: bool) -> list[Tool]:
    """The servers' tools that a pattern takes away."""
    if name.startswith("mcp:"):
        return _documented(name, servers)
    found = []
    low = name.lower()
    head = re.split(r"[*?\[]", low)[0]
    for call, tool in servers:
        start = (call if tool.tool is None else call.removesuffix(tool.tool)).lower()
        if _fits(call.lower(), [low]):
            found.append(tool)
        if start and low.startswith(start):
            part = name[len(start) :]
            found.append(replace(tool, tool=part if part.strip("*") else None))
        elif not tool.tool and head != low and start.startswith(head):
            found.append(tool)  # which of its tools that means cannot be known
        elif not tool.tool and not start and not is_known:
            found.append(replace(tool, tool=name))
    return found


def _documented(name: str, servers: Sequence[tuple[str, Tool]]) -> list[Tool]:
    """The tools of `mcp:SERVER:TOOL`."""
    _, server, tool = f"{name}:".split(":", 2)
    tool = tool.removesuffix(":")
    known = [t for _, t in servers if str(t.server).lower() == server.lower()]
    of = known[0].server if known else server or ALL
    listed = [t for t in known if t.tool and _fits(t.tool.lower(), [tool.lower()])]
    return [Tool(MCP, server=of, tool=tool if tool.strip("*") else None), *listed]


def mode_of(allowed: Iterable[str], asked: Iterable[str] = ()) -> str | None:
    """The greatest permission mode that stays within some allow patterns; None when they come to none.

    A pattern with a condition (`shell:cmd=git*`) frees a part of a tool, and no mode is that narrow. Without
    allow patterns a list of what is asked for says that the agent asks.
    """
    asked = [_CONDITION.split(p)[0].lower() for p in asked]
    names = [p.lower() for p in allowed if ":" not in p]
    if any(p and not p.strip("*") for p in names) and not asked:
        return "bypass"
    for mode, tools in UNASKED.items():
        if all(_fits(t, names) and not _fits(t, asked) for t in tools):
            return mode
    return "default" if asked and not names else None


def _fits(tool: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(tool, pattern) for pattern in patterns)


# writing


def asked_for(agent: Agent) -> list[str]:
    """Patterns for what the client may not ask for: a fetch, and servers' tools that only read."""
    names = [str(toolset["name"]) for toolset in servers_for(agent)]
    fetch = Tool("web_fetch")  # a shell may fetch as well: that is asked for as a shell
    named = fetch not in agent.tools.deny and (agent.tools.allow is None or fetch in agent.tools.allow)
    servers = [pattern for name in names for pattern in (f"{name}_*", f"mcp:{name}:*")]
    return [READING] * (named and Limit(agent).allows(fetch)) + servers


def deny_patterns(agent: Agent) -> list[str]:
    """Patterns for the tools that are taken away whole; a bounded one has no exact pattern."""
    found: list[str] = []
    written = {toolset["name"] for toolset in servers_for(agent)}
    for tool in agent.tools.deny:
        if tool.server not in (None, ALL):
            found += [f"{tool.server}_{tool.tool or '*'}"] * (tool.server in written)
            found.append(f"mcp:{tool.server}:{tool.tool or '*'}")
        elif tool.argument is None and tool.native is None:
            found += [native for native, name in NAMES.names.items() if name == tool.name]
    return list(dict.fromkeys(found))
