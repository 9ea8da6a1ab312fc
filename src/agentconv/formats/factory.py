"""Factory droids: Markdown with YAML frontmatter in `.factory/droids/`.

Facts: https://docs.factory.ai/cli/configuration/custom-droids (Factory-AI/factory, read 2026-11-20). The
client cannot be asked: its package on npm has no program in it. What is not documented is unverified:

* `name` is needed: lower case letters, digits, `-` and `_`. A body is needed too. Only the folder's own
  files are read, not those of folders in it.
* `tools` absent gives every tool; a text names one category, a list names tools, which are
  case-sensitive. An unknown one is an error: the droid is not loaded, unless it is the id of a registered
  MCP tool.
* `TodoWrite` is always there; it stands alone in the list of a droid that may use nothing, since what an
  empty list does is not documented. `Edit` brings `ApplyPatch`.
* `mcpServers` names servers of the host; each gives all its tools, besides `tools`.
* `model` is `inherit`, an id of Factory's or `custom:` and a name; an unknown one is an error.
  `reasoningEffort` counts only beside a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv.errors import WrongType
from agentconv.kit.codecs import as_null, text_items
from agentconv.kit.format import BODY, Field, Format, Native, Reading, Writing
from agentconv.kit.model_map import INHERIT
from agentconv.kit.tools import ToolNames, given, native_tools
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power
from agentconv.model.vocabulary import ALL, MCP

CATEGORIES = {
    "read-only": ("Read", "LS", "Grep", "Glob"),
    "edit": ("Create", "Edit", "ApplyPatch"),
    "execute": ("Execute",),
    "web": ("WebSearch", "FetchUrl"),
    "mcp": (),
}
"""Category -> its tools; `mcp` is whatever servers give."""

TOOLS: dict[str, str | tuple[str, ...]] = {
    "Read": "read",
    "LS": "list",
    "Grep": "grep",
    "Glob": "glob",
    "Create": "write",
    "Edit": "edit",
    "ApplyPatch": "edit",
    "Execute": "shell",
    "WebSearch": "web_search",
    "FetchUrl": "web_fetch",
    "TodoWrite": "todo",
}

ALWAYS = "TodoWrite"


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    """The id of an MCP tool, as it is seen in droids: `mcp__server__tool` or `server___tool`."""
    found = re.fullmatch(r"mcp__(.+?)__(.+)|(.+?)___(.+)", name)
    return (found[1] or found[3], found[2] or found[4]) if found else None


def _write_mcp(_server: str, _tool: str | None) -> None:
    """Ids of MCP tools are those that the host has registered: none can be written from here."""


NAMES = ToolNames(
    "factory",
    TOOLS,
    _read_mcp,
    _write_mcp,
    {
        "notebook_read": "Read",
        "multi_edit": "Edit",
        "notebook_edit": "Edit",
        "shell_output": "Execute",
        "shell_stop": "Execute",
        "powershell": "Execute",
    },
    arguments=False,
)


class AllowCodec:
    """`tools`: absent = all, a category as text, or a list of names."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        if isinstance(value, dict):
            raise WrongType("a category or a list of tools")
        names = text_items(value)
        if isinstance(value, list) or not names:
            return given(names, NAMES)
        if names[0] == "mcp":
            return (Tool(MCP, server=ALL),)
        return given(CATEGORIES.get(names[0], names), NAMES)

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return list(dict.fromkeys(name for tool in value if (name := NAMES.encode(tool)))) or [ALWAYS]


class ServersCodec:
    """`mcpServers`: names of servers that the host knows."""

    def decode(self, value: Value) -> dict[str, Value]:
        return {} if as_null(value) else dict.fromkeys(text_items(value))

    def encode(self, value: Mapping[str, Value]) -> Value:
        return list(value)


class Factory(Format):
    """Factory droid."""

    name = "factory"
    title = "Factory droid"
    containers = ("frontmatter",)
    paths = (".factory/droids/*.md",)
    user_paths = (".factory/droids/*.md",)
    marks = frozenset({"reasoningEffort"})
    name_rule = re.compile(r"[a-z0-9_-]+")
    reference = "https://docs.factory.ai/cli/configuration/custom-droids"
    checked = "2026-11-20, its documentation"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("model", "model"),
        Field("reasoningEffort", "effort"),
        Field("tools", "tools.allow", AllowCodec()),
        Field("mcpServers", "mcp_servers", ServersCodec()),
        Field(BODY, "prompt"),
    )
    reasons = {
        "name": "Factory takes lower case letters, digits, - and _",
        "description": "a droid without one gets a warning",
        "prompt": "a droid needs a prompt",
        "model": "Factory refuses a model that it does not know: choose one with --model",
        "effort": "it counts only beside a model of Factory's",
        "tools.allow": "tools that Factory has no name for are left out; TodoWrite is always there",
        "tools.deny": "Factory has no deny list: what remains is listed",
        "mcp_servers": "a droid names servers, which the host's mcp.json defines",
    }

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        self._remark(agent, reading)
        if agent.tools.allow is None or not agent.mcp_servers:
            return agent
        servers = tuple(Tool(MCP, server=name) for name in agent.mcp_servers)
        more = tuple(tool for tool in servers if tool not in agent.tools.allow)
        return replace(agent, tools=Tools(agent.tools.allow + more), mcp_servers={})

    def _remark(self, agent: Agent, reading: Reading) -> None:
        if reading.stem and not self.name_rule.fullmatch(agent.name):
            why = "its name is not of lower case letters, digits, - and _" if agent.name else "it has no name"
            reading.add("client-ignores", f"Factory does not load this file: {why}", "name")
        if reading.stem and not agent.prompt.strip():
            reading.add("client-ignores", "Factory does not load this file: it has no prompt")
        for tool in agent.tools.allow or ():
            if tool.native == self.name:
                what = f"Factory does not load this file: it has no tool {tool.name!r}"
                near = NAMES.near(tool.name)
                hint = f"probably {near!r} was meant" if near else "the id of a registered MCP tool would do"
                reading.add("client-ignores", what, "tools", hint=hint)

    def encode(self, agent: Agent, writing: Writing) -> Native:
        natives = native_tools(agent, NAMES)
        servers: Mapping[str, Value] = dict.fromkeys(agent.mcp_servers)
        if natives is not None:
            limit = power(agent)
            allow = [tool for tool in agent.tools.allow or () if tool.name == MCP and tool.tool is None]
            names = [t.server for t in allow if t.server and t.server != ALL]
            fitting = [n for n in names if power(Agent("", tools=Tools((Tool(MCP, server=n),)))) <= limit]
            servers = dict.fromkeys(fitting)
        model = self.model_for(agent, writing)
        prompt = agent.prompt if agent.prompt.strip() else agent.description or ""
        said = replace(
            agent,
            description=agent.description or agent.name,
            effort=agent.effort if model not in (None, INHERIT) else None,
            tools=Tools(),
            mcp_servers={name: config for name, config in servers.items() if name and name == name.strip()},
            prompt=prompt if prompt.strip() else agent.name,
        )
        native = super().encode(said, writing)
        if natives is None:
            return native
        order = [row.key for row in self.fields]
        native["tools"] = list(natives) or [ALWAYS]
        return {key: native[key] for key in [*order, *(k for k in native if k not in order)] if key in native}
